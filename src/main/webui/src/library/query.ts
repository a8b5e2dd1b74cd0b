import type { VideoQuery } from '../api/addresses';
import type { Video } from '../api/types';

export const SORTS = [
  ['-created_at', 'Newest first'],
  ['created_at', 'Oldest first'],
  ['title', 'Title, A to Z'],
  ['-title', 'Title, Z to A'],
  ['-views', 'Most watched'],
  ['-duration', 'Longest first'],
  ['duration', 'Shortest first'],
  ['-size', 'Largest first'],
] as const;

export const STATES = [
  ['', 'All'],
  ['processing', 'In progress'],
  ['ready', 'Ready'],
  ['failed', 'Failed'],
] as const;

/** What the library shows is told by its address, so that it can be reloaded and sent around. Empty: the server decides. */
export function queryOf(parameters: URLSearchParams): VideoQuery {
  const known = (value: string | null, all: readonly (readonly [string, string])[]) =>
    all.some(([word]) => word === value) ? (value ?? '') : '';
  return {
    q: (parameters.get('q') ?? '').trim(),
    sort: known(parameters.get('sort'), SORTS),
    state: known(parameters.get('state'), STATES),
    tags: [...new Set(parameters.getAll('tag').filter(Boolean))],
  };
}

export function addressOf(query: VideoQuery): string {
  const parameters = new URLSearchParams();
  if (query.q) parameters.set('q', query.q);
  if (query.state) parameters.set('state', query.state);
  for (const tag of query.tags) parameters.append('tag', tag);
  if (query.sort) parameters.set('sort', query.sort);
  const words = parameters.toString();
  return words ? `/?${words}` : '/';
}

export const isFiltered = (query: VideoQuery) => Boolean(query.q || query.state || query.tags.length);

/** Whether a video that has just come belongs at the beginning of this list, as far as can be told here. */
export const showsNewestFirst = (query: VideoQuery) => !isFiltered(query) && (query.sort === '' || query.sort === '-created_at');

/** Whether a video that has changed is still where it was in this list, as far as can be told here. */
export function staysPut(query: VideoQuery, before: Video, now: Video): boolean {
  if (query.state && now.state !== query.state) return false;
  if (!query.tags.every((tag) => now.tags.includes(tag.toLowerCase()))) return false;
  const rewritten = now.title !== before.title || now.description !== before.description || now.tags.join() !== before.tags.join();
  if (query.q && rewritten) return false;
  if (query.sort.endsWith('title')) return now.title === before.title;
  return !query.sort.endsWith('duration') || now.duration_ms === before.duration_ms;
}
