import type { Moment } from './history';

/** Nobody has looked for so long: what lies between is not known. */
const GAP_SECONDS = 15;

/** One value along time, broken where it was not known. */
export function lineOf(history: Moment[], value: (moment: Moment) => number | undefined): { x: number[]; y: (number | null)[] } {
  const x: number[] = [];
  const y: (number | null)[] = [];
  let before: Moment | undefined;
  for (const moment of history) {
    if (before && moment.at - before.at > GAP_SECONDS) {
      x.push(before.at + 1);
      y.push(null);
    }
    x.push(moment.at);
    y.push(value(moment) ?? null);
    before = moment;
  }
  return { x, y };
}
