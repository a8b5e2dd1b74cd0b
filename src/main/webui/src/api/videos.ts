import { pageOf, TAGS, videoAt, VIDEOS, type VideoQuery } from './addresses';
import { earlyAnswerNow } from './early';
import { ask, askWith, sentence } from './http';
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

/** With a revision: only if it is still that one. */
export const editVideo = (id: string, edit: VideoEdit, revision?: number) =>
  ask<Video>(videoAt(id), {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/merge-patch+json', ...(revision === undefined ? {} : { 'If-Match': `"${revision}"` }) },
    body: JSON.stringify(edit),
  });

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

export interface BatchResult {
  id: string;
  ok: boolean;
  problem?: { code: string; detail: string; retryable: boolean };
}

interface BatchAnswer {
  succeeded: number;
  failed: number;
  results: BatchResult[];
}

/** What has become of a batch; the sentence is of the first that was refused. */
export interface Outcome {
  done: string[];
  refused: number;
  sentence: string;
}

export const NOTHING: Outcome = { done: [], refused: 0, sentence: '' };

/** What is not there any more need not be deleted. */
export function outcomeOf(action: BatchOrder['action'], before: Outcome, results: BatchResult[]): Outcome {
  const refused = results.filter(({ ok, problem }) => !ok && !(action === 'delete' && problem?.code === 'catalog/video-not-found'));
  return {
    done: [...before.done, ...results.filter(({ ok }) => ok).map(({ id }) => id)],
    refused: before.refused + refused.length,
    sentence: before.sentence || (refused[0]?.problem?.detail ?? ''),
  };
}

/** The server takes so many at a time. */
const BATCH = 500;

/** Does it to each, as far as the server can be reached. */
export async function batch(order: BatchOrder): Promise<Outcome> {
  let outcome = NOTHING;
  for (let from = 0; from < order.ids.length; from += BATCH) {
    try {
      const answer = await askWith<BatchAnswer>('POST', `${VIDEOS}/batch`, { ...order, ids: order.ids.slice(from, from + BATCH) });
      outcome = outcomeOf(order.action, outcome, answer.results);
    } catch (failure) {
      return { ...outcome, refused: outcome.refused + order.ids.length - from, sentence: outcome.sentence || sentence(failure) };
    }
  }
  return outcome;
}

export const retryAllFailed = () => askWith<BatchAnswer>('POST', `${VIDEOS}/batch`, { action: 'retry', state: 'failed' });

export const listTags = async () => (await ask<{ items: { tag: string; count: number }[] }>(TAGS)).items;

export interface Trashed {
  id: string;
  title: string;
  restorable_until: string;
}

export interface TrashPage {
  items: Trashed[];
  total_count: number;
  next_cursor?: string;
}

/** What goes next comes first. */
export const listTrash = (cursor = '') => ask<TrashPage>(`/api/v1/trash?limit=100&cursor=${encodeURIComponent(cursor)}`);
