import { eventsOf, withKnownProgress, withProgress } from '../api/events';
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
  /** Nobody looks at it any more; an answer may still come. */
  private left = false;

  /** From the beginning. */
  private readonly known: boolean;

  constructor(private readonly id: string) {
    const early = earlyVideo(id);
    this.video = $state.raw(early);
    this.known = early !== undefined;
  }

  /** Answers what ends it. */
  follow(): () => void {
    this.listen();
    if (!this.known) void this.read();
    return () => {
      this.left = true;
      clearTimeout(this.timer);
      this.rest();
    };
  }

  async read(): Promise<void> {
    clearTimeout(this.timer);
    try {
      this.learn(await getVideo(this.id));
    } catch (failure) {
      this.problem = failure instanceof Problem ? failure : Problem.unreachable();
      if (this.problem.status === 404) this.gone();
      else this.timer = setTimeout(() => void this.read(), AGAIN_MS);
    }
  }

  learn(news: Video): void {
    const over = this.video !== undefined && this.video.state !== 'processing';
    this.video = withKnownProgress(this.video, news);
    this.problem = undefined;
    this.deleted = false;
    // The stream of a video ends with its processing; another run is another stream.
    if (!this.unsubscribe || (over && news.state === 'processing')) this.listen();
  }

  /** Nobody is told anything of it until somebody brings it back. */
  private gone(): void {
    this.deleted = this.video !== undefined;
    this.rest();
  }

  private rest(): void {
    this.unsubscribe?.();
    this.unsubscribe = undefined;
  }

  private listen(): void {
    this.rest();
    if (this.left) return;
    this.unsubscribe = eventsOf(this.id).subscribe({
      video: (news) => this.learn(news),
      progress: (progress) => {
        if (this.video) this.video = withProgress(this.video, progress);
      },
      deleted: () => this.gone(),
      missed: () => void this.read(),
    });
  }
}
