import { SvelteMap } from 'svelte/reactivity';
import type { Video } from '../api/types';
import { videos } from './videos.svelte';

/** The videos that somebody has picked; with the Shift key, all from the last one picked. */
class Selection {
  private readonly picked = new SvelteMap<string, Video>();
  private lastPlace = -1;

  get size(): number {
    return this.picked.size;
  }

  has(id: string): boolean {
    return this.picked.has(id);
  }

  all(): Video[] {
    return [...this.picked.values()];
  }

  toggle(video: Video, place: number, range: boolean): void {
    if (range && this.lastPlace >= 0) {
      for (let at = Math.min(place, this.lastPlace); at <= Math.max(place, this.lastPlace); at++) {
        const between = videos.at(at);
        if (between) this.picked.set(between.id, between);
      }
    } else if (this.picked.has(video.id)) {
      this.picked.delete(video.id);
    } else {
      this.picked.set(video.id, video);
    }
    this.lastPlace = place;
  }

  pickAllKnown(): void {
    for (const video of videos.known()) this.picked.set(video.id, video);
  }

  clear(): void {
    this.picked.clear();
    this.lastPlace = -1;
  }
}

export const selection = new Selection();
