import { VideoFeed, withProgress } from '../api/events';
import { Problem } from '../api/http';
import type { Video } from '../api/types';
import { earlyVideo, getVideo } from '../api/videos';

const AGAIN_MS = 4_000;

/** One video as it is now; where the server is away, what was known of it stays. */
export class LiveVideo {
  video: Video | undefined;
  problem = $state.raw<Problem>();
  deleted = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private unsubscribe: (() => void) | undefined;

  /** From the beginning. */
  private readonly known: boolean;

  constructor(private readonly id: string) {
    const early = earlyVideo(id);
    this.video = $state.raw(early);
    this.known = early !== undefined;
  }

  /** Answers what ends it. */
  follow(): () => void {
    if (!this.known) void this.read();
    this.listen();
    return () => {
      clearTimeout(this.timer);
      this.unsubscribe?.();
    };
  }

  async read(): Promise<void> {
    clearTimeout(this.timer);
    try {
      this.learn(await getVideo(this.id));
    } catch (failure) {
      this.problem = failure instanceof Problem ? failure : Problem.unreachable();
      if (this.problem.status === 404) this.deleted = this.video !== undefined;
      else this.timer = setTimeout(() => void this.read(), AGAIN_MS);
    }
  }

  learn(news: Video): void {
    const over = this.video !== undefined && this.video.state !== 'processing';
    this.video = news;
    this.problem = undefined;
    this.deleted = false;
    // The stream of a video ends with its processing; another run is another stream.
    if (over && news.state === 'processing') this.listen();
  }

  private listen(): void {
    this.unsubscribe?.();
    this.unsubscribe = new VideoFeed(`/api/v1/videos/${encodeURIComponent(this.id)}/events`).subscribe({
      video: (news) => this.learn(news),
      progress: (progress) => {
        if (this.video) this.video = withProgress(this.video, progress);
      },
      deleted: () => (this.deleted = true),
      missed: () => void this.read(),
    });
  }
}
