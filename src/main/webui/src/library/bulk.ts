import { sentence } from '../api/http';
import type { Video } from '../api/types';
import { batch, type BatchOrder } from '../api/videos';
import { toasts } from '../ui/toasts.svelte';
import { many, quoted } from '../ui/words';
import { knownTags } from './knownTags.svelte';
import { tagsOf } from './tags';
import { videos } from './videos.svelte';

/** How long what was deleted here stays in the trash. */
const UNDO = '7d';

/** Adds tags to each; what could not be done is told. */
export async function addTags(picked: Video[], words: string): Promise<void> {
  const done = await order({ action: 'tag', ids: picked.map((video) => video.id), add_tags: tagsOf(words) });
  videos.refresh();
  void knownTags.read();
  if (done) toasts.say(`${many(picked.length, 'video')} tagged`);
}

/** Moves each to the trash and offers to undo that. */
export async function removeVideos(picked: Pick<Video, 'id' | 'title'>[]): Promise<void> {
  const ids = picked.map((video) => video.id);
  for (const id of ids) videos.forget(id);
  const done = await order({ action: 'delete', ids, undo: UNDO });
  videos.refresh();
  if (!done) return;
  const words = picked.length === 1 ? `${quoted(picked[0]?.title ?? '')} deleted` : `${many(picked.length, 'video')} deleted`;
  toasts.say(words, { action: { label: 'Undo', run: () => void bringBack(ids) } });
}

export async function bringBack(ids: string[]): Promise<boolean> {
  const done = await order({ action: 'restore', ids });
  videos.refresh();
  return done;
}

async function order(what: BatchOrder): Promise<boolean> {
  try {
    const failure = await batch(what);
    if (failure) toasts.say(failure, { bad: true });
    return failure === undefined;
  } catch (failure) {
    toasts.say(sentence(failure), { bad: true });
    return false;
  }
}
