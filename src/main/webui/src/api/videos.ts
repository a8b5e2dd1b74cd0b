import { earlyAnswerNow } from '../app/early';
import { ask, askWith } from './http';
import type { UploadLimits, UploadStatus, Video, VideoPage } from './types';

const VIDEOS = '/api/v1/videos';

export interface VideoQuery {
  q: string;
  sort: string;
  state: string;
  tags: string[];
}

export interface VideoEdit {
  title?: string;
  description?: string | null;
  tags?: string[] | null;
}

const at = (id: string) => `${VIDEOS}/${encodeURIComponent(id)}`;

/** Pages count from 1. */
export function listVideos(query: VideoQuery, page: number, pageSize: number, signal?: AbortSignal): Promise<VideoPage> {
  const parameters = new URLSearchParams({ page: String(page), page_size: String(pageSize) });
  if (query.sort) parameters.set('sort', query.sort);
  if (query.state) parameters.set('state', query.state);
  if (query.q) parameters.set('q', query.q);
  for (const tag of query.tags) parameters.append('tag', tag);
  return ask<VideoPage>(`${VIDEOS}?${parameters}`, signal ? { signal } : {});
}

export const getVideo = (id: string, signal?: AbortSignal) => ask<Video>(at(id), signal ? { signal } : {});

/** As the document has asked for it, if that is answered. */
export const earlyVideo = (id: string) => earlyAnswerNow(at(id)) as Video | undefined;

export const editVideo = (id: string, edit: VideoEdit) =>
  askWith<Video>('PATCH', at(id), edit, 'application/merge-patch+json');

/** For good, also out of the trash. */
export const deleteVideo = (id: string) => ask<void>(at(id), { method: 'DELETE' });

export const restoreVideo = (id: string) => ask<Video>(`${at(id)}/restore`, { method: 'POST' });

export type BatchOrder =
  | { action: 'tag'; ids: string[]; add_tags?: string[]; remove_tags?: string[] }
  | { action: 'delete'; ids: string[]; undo?: string }
  | { action: 'restore' | 'retry' | 'cancel'; ids: string[] };

interface BatchAnswer {
  results: { id: string; ok: boolean; problem?: { code: string; detail: string; retryable: boolean } }[];
}

/** The server takes so many at a time. */
const BATCH = 500;

/** Does it to each, and answers the sentence of the first that could not be done, if any. */
export async function batch(order: BatchOrder): Promise<string | undefined> {
  let failed: string | undefined;
  for (let from = 0; from < order.ids.length; from += BATCH) {
    const answer = await askWith<BatchAnswer>('POST', `${VIDEOS}/batch`, { ...order, ids: order.ids.slice(from, from + BATCH) });
    failed ??= answer.results.find((result) => !result.ok)?.problem?.detail;
  }
  return failed;
}

export const listTags = async () => (await ask<{ items: { tag: string; count: number }[] }>('/api/v1/tags?limit=40')).items;

export interface Trashed {
  id: string;
  title: string;
  restorable_until: string;
}

export const listTrash = async () => (await ask<{ items: Trashed[] }>('/api/v1/trash')).items;

export const retryVideo = (id: string) => ask<Video>(`${at(id)}/retry`, { method: 'POST' });

export const cancelVideo = (id: string) => ask<Video>(`${at(id)}/cancel`, { method: 'POST' });

/** The server fetches the file by itself; the answer tells where to ask how far it is. */
export const importVideo = (url: string, words: { title: string }) => askWith<UploadStatus>('POST', VIDEOS, { source: { type: 'url', url }, ...words });

export const getUpload = (address: string, signal: AbortSignal) => ask<UploadStatus>(address, { signal });

export const uploadLimits = () => ask<UploadLimits>('/api/v1/uploads/limits');
