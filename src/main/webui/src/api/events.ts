import { videoAt } from './addresses';
import type { Progress, Video } from './types';

export interface VideoListener {
  /** A video as it is now: new, edited, playable, ready, failed. */
  video?(video: Video): void;
  progress?(progress: Progress): void;
  deleted?(id: string): void;
  /** Something may have been missed: read again. Called every few seconds while changes do not arrive by themselves. */
  missed?(): void;
}

const POLL_MS = 4_000;
const TRY_AGAIN_MS = 10_000;
/** What changed between the answer to a question asked at the same time and this may have been told to nobody. */
const LATE_MS = 500;

/**
 * Changes of videos, pushed by the server, by one connection for the whole page: a browser has few of them. Closed while
 * nobody looks or listens. Where events do not come through, listeners are told to ask from time to time.
 */
export class VideoFeed {
  private readonly listeners = new Set<VideoListener>();
  private source: EventSource | null = null;
  private poll: ReturnType<typeof setInterval> | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private opened = false;
  /** The server has told that nothing more will come. */
  private ended = false;

  private readonly update = () => {
    const wanted = this.listeners.size > 0 && !document.hidden;
    if (wanted && !this.source && !this.again && !this.ended) this.open();
    if (!wanted) this.close();
  };

  /** {@link greets}: whoever comes is told how things are. */
  constructor(
    private readonly path: string,
    private readonly greets = false,
  ) {}

  subscribe(listener: VideoListener): () => void {
    this.listeners.add(listener);
    document.addEventListener('visibilitychange', this.update);
    this.update();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) document.removeEventListener('visibilitychange', this.update);
      this.update();
    };
  }

  private open(): void {
    this.again = undefined;
    const source = new EventSource(this.path);
    this.source = source;
    const began = performance.now();
    source.addEventListener('open', () => {
      // A new connection knows nothing of what happened before it.
      if (this.opened || this.poll || (!this.greets && performance.now() - began > LATE_MS)) this.tell((listener) => listener.missed?.());
      this.opened = true;
      this.stopPolling();
    });
    source.addEventListener('video', (event) => this.tell((listener) => listener.video?.(JSON.parse(event.data))));
    source.addEventListener('progress', (event) => this.tell((listener) => listener.progress?.(JSON.parse(event.data))));
    source.addEventListener('deleted', (event) => this.tell((listener) => listener.deleted?.(JSON.parse(event.data).id)));
    source.addEventListener('reset', () => this.tell((listener) => listener.missed?.()));
    source.addEventListener('end', () => {
      this.close();
      this.ended = true;
    });
    source.addEventListener('error', () => {
      this.startPolling();
      // The browser comes again by itself unless it was refused.
      if (source.readyState !== EventSource.CLOSED) return;
      this.source = null;
      this.again = setTimeout(() => this.open(), TRY_AGAIN_MS);
    });
  }

  private close(): void {
    this.ended = false;
    clearTimeout(this.again);
    this.again = undefined;
    this.source?.close();
    this.source = null;
    this.stopPolling();
  }

  private startPolling(): void {
    if (this.poll) return;
    const ask = () => this.tell((listener) => listener.missed?.());
    this.poll = setInterval(ask, POLL_MS);
    // At once, so that whoever looks learns that the server is away, if it is.
    ask();
  }

  private stopPolling(): void {
    clearInterval(this.poll);
    this.poll = undefined;
  }

  private tell(how: (listener: VideoListener) => void): void {
    for (const listener of this.listeners) how(listener);
  }
}

export const allVideos = new VideoFeed('/api/v1/events');

/** Ends with the video's processing. */
export const eventsOf = (id: string) => new VideoFeed(`${videoAt(id)}/events`, true);

/** A video that is told while nobody can say how far its processing is keeps what is known of that. */
export function withKnownProgress(known: Video | undefined, told: Video): Video {
  if (known?.state !== 'processing' || told.state !== 'processing') return told;
  if (known.progress === undefined || told.progress !== undefined) return told;
  const next: Video = { ...told, progress: known.progress };
  if (known.processing) next.processing ??= known.processing;
  return next;
}

/** What is known of a video, with its progress as it is now. An answer may have overtaken the event. */
export function withProgress(video: Video, progress: Progress): Video {
  if (progress.revision < video.revision) return video;
  const { renditions, processing, progress: percent, ...rest } = progress;
  const next: Video = {
    ...video,
    ...rest,
    renditions: video.renditions.map((rendition) => {
      const news = renditions.find((candidate) => candidate.name === rendition.name);
      return news ? { ...rendition, ...news } : rendition;
    }),
  };
  delete next.processing;
  delete next.progress;
  if (processing) next.processing = processing;
  if (percent !== undefined) next.progress = percent;
  return next;
}
