import type { Video } from '../api/types';
import { batch } from '../api/videos';
import { toasts } from '../ui/toasts.svelte';
import { knownTags } from './knownTags.svelte';
import { wordsOf } from './outcome';
import { tagsOf } from './tags';
import { videos } from './videos.svelte';

/** How long what was deleted here stays in the trash. */
const UNDO = '7d';

/** Adds tags to each; what could not be done is told. */
export async function addTags(picked: Video[], words: string): Promise<void> {
  const outcome = await batch({ action: 'tag', ids: picked.map((video) => video.id), add_tags: tagsOf(words) });
  videos.refresh();
  void knownTags.read();
  toasts.say(wordsOf(outcome, 'tagged'), { bad: outcome.refused > 0 });
}

/** Moves each to the trash and offers to undo that, as far as it was done. */
export async function removeVideos(picked: Pick<Video, 'id' | 'title'>[]): Promise<void> {
  const ids = picked.map((video) => video.id);
  for (const id of ids) videos.forget(id);
  const outcome = await batch({ action: 'delete', ids, undo: UNDO });
  videos.refresh();
  const { done } = outcome;
  const words = wordsOf(outcome, 'deleted', picked.find(({ id }) => id === done[0])?.title);
  const undo = { label: 'Undo', run: () => void bringBack(done) };
  toasts.say(words, { bad: outcome.refused > 0, ...(done.length > 0 ? { action: undo } : {}) });
}

/** Whether all are back; what could not be done is told. */
export async function bringBack(ids: string[]): Promise<boolean> {
  const outcome = await batch({ action: 'restore', ids });
  videos.refresh();
  if (outcome.refused > 0) toasts.say(wordsOf(outcome, 'brought back'), { bad: true });
  return outcome.refused === 0;
}
