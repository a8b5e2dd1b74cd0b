import type { Component } from 'svelte';
import type { Screen } from './router.svelte';

/** One that gets the id of its video, if it is about one. */
export type ScreenComponent = Component<any>;

/** Screens that come when they are needed. */
const LATER: Partial<Record<Screen, () => Promise<{ default: ScreenComponent }>>> = {
  uploads: () => import('../upload/Uploads.svelte'),
  trash: () => import('../library/Trash.svelte'),
  watch: () => import('../watch/Watch.svelte'),
  embed: () => import('../embed/Embed.svelte'),
  activity: () => import('../activity/Activity.svelte'),
};

export const laterScreen = (screen: Screen) => LATER[screen]?.();
