/** Where the API has what this page asks for. */

export const VIDEOS = '/api/v1/videos';
export const UPLOADS = '/api/v1/uploads';
export const TAGS = '/api/v1/tags?limit=40';

export interface VideoQuery {
  q: string;
  sort: string;
  state: string;
  tags: string[];
}

export const ALL_VIDEOS: VideoQuery = { q: '', sort: '', state: '', tags: [] };

export const PAGE_SIZE = 60;

export const videoAt = (id: string) => `${VIDEOS}/${encodeURIComponent(id)}`;

/** Pages count from 1. */
export function pageOf(query: VideoQuery, page: number): string {
  const parameters = new URLSearchParams({ page: String(page), page_size: String(PAGE_SIZE) });
  if (query.sort) parameters.set('sort', query.sort);
  if (query.state) parameters.set('state', query.state);
  if (query.q) parameters.set('q', query.q);
  for (const tag of query.tags) parameters.append('tag', tag);
  return `${VIDEOS}?${parameters}`;
}

/** A file to keep: the source, or a rendition by its name. */
export const downloadOf = (id: string, quality: string) => `${videoAt(id)}/stream?quality=${encodeURIComponent(quality)}&download=1`;

/** What the document asks for by itself; the build writes these into index.html, so that they are what the page asks for. */
export const EARLY = { page: pageOf(ALL_VIDEOS, 1), tags: TAGS, video: videoAt('') };
