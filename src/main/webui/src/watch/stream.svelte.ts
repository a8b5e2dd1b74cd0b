import type HlsType from 'hls.js';
import type { ErrorData, HlsIFramesOnly } from 'hls.js';
import workerPath from 'hls.js/dist/hls.worker.js?url';
import type { HLSProvider, VideoProvider } from 'vidstack';
import type { MediaPlayerElement } from 'vidstack/elements';
import { qualitiesOf, type Quality } from './qualities';
import { isReplaced } from './runs';

export interface SoundTrack {
  index: number;
  words: string;
}

/** Who plays it. */
interface Viewer {
  /** In seconds; where it is to begin before it has begun. */
  time: number;
  readonly eager: boolean;
  readonly waiting: boolean;
  play(): void;
}

/** How long until it is tried again after the server was away, in milliseconds; the last one stays. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000];
const pauseAfter = (attempts: number) => PAUSES_MS[Math.min(attempts, PAUSES_MS.length - 1)];

/** News come more often than an attempt takes; in milliseconds. */
const SOON_MS = 2_000;

/** When it is asked, while playing waits for more, whether another run makes it now: after this long, then half as often each time. */
const FOLLOWING_MS = 3_000;
const FOLLOWING_AT_MOST_MS = 60_000;

/** Answers that say that there is no such file any more. */
const GONE = [404, 410];

/** One that is loaded anew has another address, of the same thing. */
const sourceOf = (address: string, turn: number) => ({ src: turn === 0 ? address : `${address}#${turn}`, type: 'application/x-mpegurl' as const });

/**
 * What a player plays, by HLS; Vidstack's provider has hls.js, or the browser's own element where there is no Media Source.
 *
 * While the server is away, what is loaded plays on, and the rest is asked for until it comes. Files of a run that has been
 * replaced end in a new attempt from where one was, behind the picture that was seen last.
 */
export class Stream {
  /** The server does not answer; it is tried again. */
  away = $state(false);
  /** What was seen before it was loaded anew, until there is something to see again. */
  still = $state.raw<HTMLCanvasElement>();
  qualities = $state.raw<Quality[]>([]);
  /** Asked for; -1: by itself. */
  quality = $state(-1);
  /** Lines that are shown. */
  height = $state(0);
  sounds = $state.raw<SoundTrack[]>([]);
  sound = $state(0);
  /** On the way to where it was, or was asked to begin; until then the element's own time means nothing. */
  arriving = true;

  private hls: HlsType | undefined;
  /** Key pictures alone, while somebody drags. */
  private pictures: HlsIFramesOnly | undefined;
  private loads = 0;
  private attempts = 0;
  private triedAt = 0;
  /** What was loaded leads nowhere any more. */
  private gone = false;
  /** What somebody had chosen before it was loaded anew. */
  private wanted: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private following: ReturnType<typeof setTimeout> | undefined;
  private opened = false;
  private readonly video: HTMLVideoElement;
  private readonly stop = new AbortController();

  constructor(
    private readonly player: MediaPlayerElement,
    provider: VideoProvider,
    private readonly address: string,
    private readonly viewer: Viewer,
  ) {
    const { signal } = this.stop;
    const video = (this.video = provider.video);
    for (const name of ['playing', 'seeked']) video.addEventListener(name, () => (this.still = undefined), { signal });
    video.addEventListener('playing', () => this.settle(), { signal });
    addEventListener('online', () => this.away && this.goOn(), { signal });
    if (provider.type === 'hls') this.equip(provider as HLSProvider);
    else this.followNatively(signal);
  }

  open(): void {
    if (this.opened) return;
    this.opened = true;
    this.player.startLoading();
  }

  /** Playlists name more than when they were opened: opens them again where one is, and goes on. */
  reload(): void {
    if (this.hls) this.load();
  }

  /** At another place than was asked for. */
  openAnew(): void {
    if (this.hls) this.reload();
    else this.open();
  }

  destroy(): void {
    clearTimeout(this.timer);
    clearTimeout(this.following);
    this.stop.abort();
    this.hls = undefined;
  }

  setQuality(index: number): void {
    if (!this.hls) return;
    this.quality = index;
    this.hls.nextLevel = index;
  }

  setSound(index: number): void {
    if (!this.hls) return;
    this.hls.audioTrack = index;
    this.sound = index;
  }

  /** Key pictures can be shown beside what plays; else it has to look for a place itself. */
  get hasPictures(): boolean {
    return (this.hls?.iframeVariants.length ?? 0) > 0;
  }

  /** Gives an element of its own to the key pictures; answers what takes it back. */
  showPictures(element: HTMLVideoElement): () => void {
    const pictures = this.hls?.createIFramePlayer() ?? undefined;
    this.pictures = pictures;
    pictures?.attachMedia(element);
    return () => {
      pictures?.destroy();
      if (this.pictures === pictures) this.pictures = undefined;
    };
  }

  /** The key picture nearest to a time in seconds, as soon as it is there. */
  pictureAt(seconds: number): void {
    this.pictures?.loadMediaAt(seconds);
  }

  /** Whether the element is where one was, so that its time is to be believed. */
  hasArrived(): boolean {
    this.arriving &&= this.video.currentTime < this.viewer.time - 0.5;
    return !this.arriving;
  }

  /** It is where it is. */
  settle(): void {
    this.arriving = false;
  }

  /** The server has told something of the video: it is back, or what playing waits for may be there. */
  news(): void {
    if (this.away) {
      if (performance.now() - this.triedAt > SOON_MS) this.goOn();
    } else if (this.isStuck()) void this.follow();
  }

  /** The element waits for more. */
  waits(): void {
    this.followLater(FOLLOWING_MS);
  }

  private wantedQuality(): string | undefined {
    return this.qualities.find((one) => one.index === this.quality)?.words;
  }

  private isStuck(): boolean {
    return this.viewer.eager && this.viewer.waiting && !this.away;
  }

  /** From time to time, for as long as it is stuck. */
  private followLater(pauseMs: number): void {
    clearTimeout(this.following);
    this.following = setTimeout(() => {
      if (!this.isStuck()) return;
      void this.follow();
      this.followLater(Math.min(pauseMs * 2, FOLLOWING_AT_MOST_MS));
    }, pauseMs);
  }

  private async follow(): Promise<void> {
    const hls = this.hls;
    const playing = hls?.levels[0]?.uri;
    if (playing && (await isReplaced(playing, this.address, this.viewer.time, this.stop.signal)) && hls === this.hls) this.reload();
  }

  /** Again, or for the first time where that has failed. */
  private load(): void {
    this.arriving = true;
    this.gone = false;
    this.wanted = this.wantedQuality();
    this.keepStill();
    if (this.hls) this.hls.config.startPosition = this.viewer.time;
    this.player.src = sourceOf(this.address, ++this.loads);
  }

  private followNatively(signal: AbortSignal): void {
    const { video, viewer } = this;
    video.addEventListener('error', () => video.error && this.tryAgain(), { signal });
    video.addEventListener('loadedmetadata', () => {
      if (viewer.time > 0) video.currentTime = viewer.time;
      if (viewer.eager) viewer.play();
    }, { signal });
  }

  private equip(provider: HLSProvider): void {
    provider.library = () => this.library();
    provider.config = {
      // A worker of our own origin: one from a blob: is what the Content-Security-Policy refuses.
      workerPath,
      capLevelToPlayerSize: true,
      // A playlist that grows is not a live show: it begins at the beginning.
      liveSyncDurationCount: 1,
      liveMaxLatencyDurationCount: Number.MAX_SAFE_INTEGER,
      maxBufferLength: 30,
      backBufferLength: 60,
      // Captions come as tracks of their own, so that they look as people like them.
      enableWebVTT: false,
      enableIMSC1: false,
      enableCEA708Captions: false,
    };
    provider.onInstance((hls) => this.heed(hls, (provider.ctor as typeof HlsType).Events));
  }

  /** Large, so it comes when somebody is about to play; asked for until it comes. */
  private async library(): Promise<{ default: typeof HlsType }> {
    for (let attempt = 0; ; attempt++) {
      const found = await import('hls.js').catch(() => undefined);
      if (found) return found;
      this.away = true;
      await new Promise((resolve) => setTimeout(resolve, pauseAfter(attempt)));
      this.stop.signal.throwIfAborted();
    }
  }

  private heed(hls: HlsType, events: typeof HlsType.Events): void {
    this.hls = hls;
    hls.config.startPosition = this.viewer.time;
    hls.on(events.MANIFEST_PARSED, (_event, { levels }) => {
      this.attempts = 0;
      this.qualities = qualitiesOf(levels);
      const wanted = this.qualities.find((one) => one.words === this.wanted);
      this.quality = wanted?.index ?? -1;
      if (wanted) hls.startLevel = hls.nextLevel = wanted.index;
    });
    hls.on(events.LEVELS_UPDATED, (_event, { levels }) => (this.qualities = qualitiesOf(levels)));
    hls.on(events.LEVEL_SWITCHED, (_event, { level }) => (this.height = hls.levels[level]?.height ?? 0));
    hls.on(events.AUDIO_TRACKS_UPDATED, (_event, { audioTracks }) => {
      this.sounds = audioTracks.map((track, index) => ({ index, words: track.name }));
      this.sound = Math.max(0, hls.audioTrack);
    });
    hls.on(events.AUDIO_TRACK_SWITCHED, () => (this.sound = Math.max(0, hls.audioTrack)));
    const answered = () => {
      this.attempts = 0;
      this.away = false;
    };
    hls.on(events.LEVEL_UPDATED, answered);
    hls.on(events.FRAG_BUFFERED, answered);
    hls.on(events.MEDIA_ATTACHED, () => this.viewer.eager && this.viewer.play());
    hls.on(events.ERROR, (_event, data) => this.failed(hls, data));
  }

  private failed(hls: HlsType, { fatal, type, response }: ErrorData): void {
    if (hls !== this.hls) return;
    // It tries by itself for a while, and says so.
    if (type === 'networkError') this.away = true;
    if (!fatal) return;
    // Vidstack lets hls.js recover, which helps or does not.
    if (type === 'mediaError' && this.attempts === 0) {
      this.attempts = 1;
      return;
    }
    this.gone = type !== 'networkError' || GONE.includes(response?.code ?? 0);
    this.tryAgain();
  }

  private tryAgain(): void {
    this.away = true;
    const pause = pauseAfter(this.attempts++);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.goOn(), pause);
  }

  /** With what is loaded, unless its files are gone, or there is nothing. */
  private goOn(): void {
    clearTimeout(this.timer);
    this.triedAt = performance.now();
    if (this.hls && !this.gone && !this.arriving && this.video.readyState >= HTMLMediaElement.HAVE_METADATA) {
      this.hls.startLoad(this.video.currentTime, true);
    } else {
      // Not at what the element says: it stands at 0 before anything has come, and after each attempt that failed.
      this.load();
    }
  }

  private keepStill(): void {
    const { videoWidth, videoHeight, readyState } = this.video;
    if (readyState < HTMLMediaElement.HAVE_CURRENT_DATA || videoWidth === 0) return;
    const still = document.createElement('canvas');
    still.width = videoWidth;
    still.height = videoHeight;
    still.getContext('2d')?.drawImage(this.video, 0, 0);
    this.still = still;
  }
}
