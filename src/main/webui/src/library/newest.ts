/** Of what is known and what an answer tells, the newer one: an event may have overtaken the answer. */
export function newest<T extends { updated_at: string }>(known: T | undefined, told: T): T {
  return known && Date.parse(known.updated_at) > Date.parse(told.updated_at) ? known : told;
}
