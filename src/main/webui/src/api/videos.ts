import { pageOf, TAGS, videoAt, VIDEOS, type VideoQuery } from './addresses';
import { earlyAnswerNow } from './early';
import { ask, askWith } from './http';
import type { Bitrates, Chapter, Video, VideoPage } from './types';

/** How much can be written of a video, as GET /api/v1/uploads/limits tells: of the page's tests, one compares. */
const MOST_TAGS = 30;
const MOST_TAG_CHARACTERS = 50;
export const MOST_TITLE_CHARACTERS = 200;
export const MOST_DESCRIPTION_CHARACTERS = 5_000;
/** All tags in one field, with what stands between them. */
export const MOST_CHARACTERS_OF_TAGS = MOST_TAGS * (MOST_TAG_CHARACTERS + 2);

export interface VideoEdit {
  title?: string;
  description?: string | null;
  tags?: string[] | null;
  chapters?: Pick<Chapter, 'start_ms' | 'title'>[] | null;
}

/** Pages count from 1. */
export const listVideos = (query: VideoQuery, page: number, signal: AbortSignal) => ask<VideoPage>(pageOf(query, page), { signal });

export const getVideo = (id: string) => ask<Video>(videoAt(id));

/** As the document has asked for it, if that is answered. */
export const earlyVideo = (id: string) => earlyAnswerNow(videoAt(id)) as Video | undefined;

export const editVideo = (id: string, edit: VideoEdit) => askWith<Video>('PATCH', videoAt(id), edit, 'application/merge-patch+json');

/** For good, also out of the trash. */
export const deleteVideo = (id: string) => ask<void>(videoAt(id), { method: 'DELETE' });

export const restoreVideo = (id: string) => ask<Video>(`${videoAt(id)}/restore`, { method: 'POST' });

export const retryVideo = (id: string) => ask<Video>(`${videoAt(id)}/retry`, { method: 'POST' });

export const cancelVideo = (id: string) => ask<Video>(`${videoAt(id)}/cancel`, { method: 'POST' });

export const choosePoster = (id: string, timeMs: number) => askWith<Video>('PUT', `${videoAt(id)}/poster`, { time_ms: timeMs });

export const sendPoster = (id: string, file: File) => ask<Video>(`${videoAt(id)}/poster`, { method: 'PUT', headers: { 'Content-Type': file.type }, body: file });

export const resetPoster = (id: string) => ask<Video>(`${videoAt(id)}/poster`, { method: 'DELETE' });

export const getBitrates = (id: string, signal: AbortSignal) => ask<Bitrates>(`${videoAt(id)}/bitrates`, { signal });

export type BatchOrder =
  | { action: 'tag'; ids: string[]; add_tags?: string[]; remove_tags?: string[] }
  | { action: 'delete'; ids: string[]; undo?: string }
  | { action: 'restore' | 'retry' | 'cancel'; ids: string[] };

interface BatchAnswer {
  succeeded: number;
  failed: number;
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

export const retryAllFailed = () => askWith<BatchAnswer>('POST', `${VIDEOS}/batch`, { action: 'retry', state: 'failed' });

export const listTags = async () => (await ask<{ items: { tag: string; count: number }[] }>(TAGS)).items;

export interface Trashed {
  id: string;
  title: string;
  restorable_until: string;
}

export const listTrash = async () => (await ask<{ items: Trashed[] }>('/api/v1/trash')).items;
