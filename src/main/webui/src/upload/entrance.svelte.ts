import type { Component } from 'svelte';
import { router } from '../app/router.svelte';
import { REMEMBERED } from './memory';

/**
 * The door to uploading, small enough to be there on every screen: the rest is loaded when files come, or when a former visit
 * has left uploads unfinished.
 */
class Uploading {
  /** What shows, on other screens, how far uploads are. */
  Dock = $state.raw<Component | null>(null);

  private store = $state.raw<typeof import('./uploads.svelte').uploads | null>(null);

  /** Something is on its way to become a video. */
  get busy(): boolean {
    return (this.store?.unfinished.length ?? 0) > 0;
  }

  constructor() {
    try {
      if (localStorage.getItem(REMEMBERED)) void this.load();
    } catch {
      // Without storage there is nothing to remember.
    }
  }

  async add(files: File[]): Promise<void> {
    if (files.length === 0) return;
    const { uploads } = await this.load();
    await uploads.add(files);
    if (router.place.screen === 'library') router.go('/uploads');
  }

  private async load() {
    const [store, dock] = await Promise.all([import('./uploads.svelte'), import('./Dock.svelte')]);
    this.Dock = dock.default;
    this.store = store.uploads;
    return store;
  }
}

export const uploading = new Uploading();
