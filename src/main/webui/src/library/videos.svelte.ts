import { ALL_VIDEOS, PAGE_SIZE, type VideoQuery } from '../api/addresses';
import { allVideos, withKnownProgress, withProgress } from '../api/events';
import { Problem } from '../api/http';
import type { Video } from '../api/types';
import { listVideos } from '../api/videos';
import { newest } from './newest';
import { addressOf, showsNewestFirst, staysPut } from './query';
import { SparseList } from './sparse';

/** How long after news of which only the server knows what they change it is asked, for all that come until then. */
const SOON_MS = 1_500;

/**
 * The videos of the library: as many as the server says there are, of which those are read that somebody looks at. Kept while
 * other screens are shown, so that going back is instant.
 */
class Videos {
  private readonly list = new SparseList<Video>();
  private readonly asked = new Map<number, AbortController>();
  private query = ALL_VIDEOS;
  private range: [first: number, last: number] = [0, PAGE_SIZE - 1];
  private stop: (() => void) | undefined;
  private soon: ReturnType<typeof setTimeout> | undefined;
  /** Changes whenever the list does: what reads the list reads this first. */
  private changes = $state(0);

  /** Null until the server has told. */
  total = $state<number | null>(null);
  /** Why what is shown may be old. */
  problem = $state<Problem | null>(null);

  at(place: number): Video | undefined {
    void this.changes;
    return this.list.at(place);
  }

  known(): Video[] {
    void this.changes;
    return this.list.known();
  }

  /** Shows what the query asks for; the same as before is only refreshed. */
  open(query: VideoQuery): () => void {
    if (addressOf(query) !== addressOf(this.query)) {
      this.query = query;
      this.list.clear();
      this.total = null;
      this.range = [0, PAGE_SIZE - 1];
      this.changes++;
    }
    this.problem = null;
    this.refresh();
    this.stop?.();
    this.stop = allVideos.subscribe({
      video: (video) => this.changed(video),
      progress: (progress) => {
        const place = this.list.placeOf(progress.id);
        const video = this.list.at(place);
        if (video) this.touch(() => this.list.replace(withProgress(video, progress)));
      },
      deleted: (id) => {
        if (this.list.placeOf(id) < 0) this.refreshSoon();
        else this.forget(id);
      },
      missed: () => this.refresh(),
    });
    return () => {
      this.stop?.();
      this.stop = undefined;
      this.soon = void clearTimeout(this.soon);
    };
  }

  /** Tells which places are looked at; what is missing of them is read. */
  look(first: number, last: number): void {
    this.range = [first, last];
    if (this.total === null) return;
    for (const page of this.list.missingPages(first, last, PAGE_SIZE)) void this.read(page);
  }

  /** Reads again what is looked at. What is shown stays until the answer is here. */
  refresh(): void {
    this.soon = void clearTimeout(this.soon);
    this.abort();
    const [first, last] = this.range;
    for (let page = Math.floor(first / PAGE_SIZE); page <= Math.floor(Math.max(last, first) / PAGE_SIZE); page++) void this.read(page);
  }

  replace(video: Video): void {
    this.touch(() => this.list.replace(video));
  }

  /** Takes it out of the list at once, before the server says so. */
  forget(id: string): void {
    this.touch(() => {
      if (this.list.remove(id)) this.total = this.list.length;
    });
    this.look(...this.range);
  }

  private changed(video: Video): void {
    const before = this.list.at(this.list.placeOf(video.id));
    if (before) {
      this.touch(() => this.list.replace(withKnownProgress(before, video)));
      if (!staysPut(this.query, before, video)) this.refreshSoon();
    } else if (this.total !== null && showsNewestFirst(this.query) && this.isNewest(video)) {
      this.touch(() => this.list.insertFirst(video));
      this.total = this.list.length;
    } else {
      this.refreshSoon();
    }
  }

  private refreshSoon(): void {
    this.soon ??= setTimeout(() => this.refresh(), SOON_MS);
  }

  private isNewest(video: Video): boolean {
    const first = this.list.at(0);
    return this.list.length === 0 || (first !== undefined && video.created_at > first.created_at);
  }

  private async read(page: number): Promise<void> {
    if (this.asked.has(page)) return;
    const asking = new AbortController();
    this.asked.set(page, asking);
    try {
      const answer = await listVideos(this.query, page + 1, asking.signal);
      if (asking.signal.aborted) return;
      this.touch(() => {
        this.list.resize(answer.total_count);
        const items = answer.items.map((video) => newest(this.list.at(this.list.placeOf(video.id)), video));
        this.list.put(page * PAGE_SIZE, items);
      });
      this.total = answer.total_count;
      this.problem = null;
    } catch (failure) {
      if (asking.signal.aborted) return;
      this.problem = failure instanceof Problem ? failure : Problem.unreachable();
    } finally {
      if (this.asked.get(page) === asking) this.asked.delete(page);
    }
    if (!this.problem) this.look(...this.range);
  }

  private abort(): void {
    for (const asking of this.asked.values()) asking.abort();
    this.asked.clear();
  }

  private touch(change: () => void): void {
    change();
    this.changes++;
  }
}

export const videos = new Videos();
