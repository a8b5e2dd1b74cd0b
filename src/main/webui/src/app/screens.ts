import type { Component } from 'svelte';
import { isThere } from '../api/http';
import type { Screen } from './router.svelte';

/** One that gets the id of its video, if it is about one. */
export type ScreenComponent = Component<any>;

/** Screens that come when they are needed. */
const LATER: Partial<Record<Screen, () => Promise<{ default: ScreenComponent }>>> = {
  uploads: () => import('../upload/Uploads.svelte'),
  trash: () => import('../library/Trash.svelte'),
  watch: () => import('../watch/Watch.svelte'),
  embed: () => import('../watch/Embed.svelte'),
  activity: () => import('../activity/Activity.svelte'),
};

/** Calls back as soon as the server answers. Answers what ends it. */
export function whenServerAnswers(run: () => void): () => void {
  const asking = setInterval(() => void isThere().then((there) => there && run()), 2_000);
  return () => clearInterval(asking);
}

export const laterScreen = (screen: Screen) => LATER[screen]?.();
