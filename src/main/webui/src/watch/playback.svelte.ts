import type HlsType from 'hls.js';
import type { ErrorData } from 'hls.js';
import workerPath from 'hls.js/dist/hls.worker.js?url';
import { remember, settings } from './memory';
import { qualitiesOf, type Quality } from './qualities';

export interface SoundTrack {
  index: number;
  words: string;
}

/** Large, so it comes when somebody is about to play; a failure is not kept. */
let coming: Promise<{ default: typeof HlsType }> | undefined;
const engine = () => (coming ??= import('hls.js').catch((failure) => { coming = undefined; throw failure; }));

const hasMediaSource = () => 'MediaSource' in globalThis || 'ManagedMediaSource' in globalThis;

/** How long until it is tried again after the server was away, in milliseconds; the last one stays. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000];

/** News come more often than an attempt takes; in milliseconds. */
const SOON_MS = 2_000;

/** When it is asked, while playing waits for more, whether another run makes it now: after this long, then half as often each time. */
const FOLLOWING_MS = 3_000;
const FOLLOWING_AT_MOST_MS = 60_000;

/** Answers that say that there is no such file any more. */
const GONE = [404, 410];

/**
 * A video element with what a player has to know of it, and HLS below it.
 *
 * Nothing is loaded until somebody is about to play: {@link wake}, {@link play} or {@link seek}.
 * While the server is away, what is loaded plays on, and the rest is asked for until it comes. Files of a run that has been
 * replaced end in a new attempt from where one was, behind the picture that was seen last.
 */
export class Playback {
  paused = $state(true);
  /** Somebody wants it to play, though it may not have begun, or have to begin anew. */
  eager = $state(false);
  /** Something was played, so the poster has gone. */
  begun = $state(false);
  waiting = $state(false);
  ended = $state(false);
  /** The server does not answer; it is tried again. */
  away = $state(false);
  /** What was seen before it was loaded anew, until there is something to see again. */
  still = $state.raw<HTMLCanvasElement>();
  time = $state(0);
  /** Seconds that can be played by now; less than all while the video is being made. */
  available = $state(0);
  buffered = $state(0);
  volume = $state(1);
  muted = $state(false);
  rate = $state(1);
  qualities = $state.raw<Quality[]>([]);
  /** Asked for; -1: by itself. */
  quality = $state(-1);
  /** Lines that are shown. */
  height = $state(0);
  sounds = $state.raw<SoundTrack[]>([]);
  sound = $state(0);
  inPicture = $state(false);
  canAirPlay = $state(false);
  canCast = $state(false);
  readonly canPicture = 'pictureInPictureEnabled' in document && document.pictureInPictureEnabled;

  private hls: HlsType | undefined;
  private native = false;
  /** On the way to where it was, or was asked to begin; until then the element's own time means nothing. */
  private arriving = true;
  private loads = 0;
  private attempts = 0;
  private triedAt = 0;
  /** What was loaded leads nowhere any more. */
  private gone = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private following: ReturnType<typeof setTimeout> | undefined;
  private awake = false;
  /** Somebody has looked for a place. */
  private looking = false;
  private readonly stop = new AbortController();

  constructor(
    readonly video: HTMLVideoElement,
    private readonly address: string,
    startSeconds: number,
  ) {
    this.time = startSeconds;
    const known = settings();
    video.volume = known.volume;
    video.muted = known.muted;
    video.defaultPlaybackRate = known.rate;
    this.listen();
  }

  /** Somebody is about to play. */
  wake(): void {
    if (this.awake) return;
    this.awake = true;
    void this.load(this.time);
  }

  destroy(): void {
    clearTimeout(this.timer);
    clearTimeout(this.following);
    this.loads++;
    this.stop.abort();
    this.hls?.destroy();
    this.hls = undefined;
    this.video.removeAttribute('src');
    this.video.load();
  }

  play(): void {
    this.eager = true;
    this.wake();
    this.waiting = this.video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
    this.video.play().catch((refused: DOMException) => {
      this.paused = this.video.paused;
      // By the browser, before anybody has done anything: the button stays. What is loaded anew begins when it is there.
      if (refused.name === 'NotAllowedError') this.eager = this.waiting = false;
    });
  }

  pause(): void {
    this.eager = false;
    this.waiting = false;
    this.video.pause();
  }

  toggle(): void {
    if (this.eager) this.pause();
    else this.play();
  }

  seek(seconds: number): void {
    this.looking = true;
    if (this.video.readyState === HTMLMediaElement.HAVE_NOTHING) {
      // It begins there as soon as there is something.
      this.time = Math.max(0, seconds);
      if (this.hls) this.reload();
      else this.wake();
      return;
    }
    const end = Number.isFinite(this.video.duration) ? this.video.duration : this.available;
    const target = Math.min(Math.max(0, seconds), Math.max(0, end - 0.05));
    this.ended = false;
    this.arriving = false;
    this.time = target;
    this.video.currentTime = target;
  }

  setVolume(volume: number): void {
    this.video.volume = Math.min(Math.max(0, volume), 1);
    this.video.muted = this.video.volume === 0;
  }

  setMuted(muted: boolean): void {
    if (!muted && this.video.volume === 0) this.video.volume = 0.5;
    this.video.muted = muted;
  }

  setRate(rate: number): void {
    this.video.playbackRate = rate;
    this.video.defaultPlaybackRate = rate;
    remember({ rate });
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

  /** Playlists name more than when they were opened: opens them again where one is, and goes on. */
  reload(): void {
    if (!this.hls) return;
    void this.load(this.time, this.wantedQuality());
  }

  private wantedQuality(): string | undefined {
    return this.qualities.find((one) => one.index === this.quality)?.words;
  }

  /** The server has told something of the video: it is back, or what playing waits for may be there. */
  news(): void {
    if (this.away) {
      if (performance.now() - this.triedAt > SOON_MS) this.goOn();
    } else if (this.isStuck()) void this.follow();
  }

  private isStuck(): boolean {
    return this.eager && this.waiting && !this.away;
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

  /** The playlists of a run that was replaced grow no more: its successor's are opened as soon as they have come as far. */
  private async follow(): Promise<void> {
    const hls = this.hls;
    const run = /\/hls\/(g\d+)\//.exec(hls?.levels[0]?.uri ?? '')?.[1];
    if (!run) return;
    try {
      const multivariant = await this.read(this.address);
      const variant = multivariant.split('\n').find((line) => line !== '' && !line.startsWith('#'));
      if (!variant || multivariant.includes(`${run}/`)) return;
      const playlist = await this.read(new URL(variant, new URL(this.address, location.href)).href);
      const seconds = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, length]) => sum + Number(length), 0);
      if (hls === this.hls && (seconds > this.time + 1 || playlist.includes('#EXT-X-ENDLIST'))) this.reload();
    } catch {
      // The server is away, which hls.js finds out by itself, or nobody watches any more.
    }
  }

  private async read(address: string): Promise<string> {
    const answer = await fetch(address, { cache: 'no-cache', signal: this.stop.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  }

  async togglePictureInPicture(): Promise<void> {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await this.video.requestPictureInPicture();
    } catch {
      // Refused by the browser, which says so itself.
    }
  }

  pickDevice(): void {
    const apple = this.video as HTMLVideoElement & { webkitShowPlaybackTargetPicker?: () => void };
    if (apple.webkitShowPlaybackTargetPicker) apple.webkitShowPlaybackTargetPicker();
    else this.video.remote?.prompt().catch(() => undefined);
  }

  private async load(startSeconds: number, wantedQuality?: string): Promise<void> {
    const turn = ++this.loads;
    this.arriving = true;
    this.gone = false;
    this.time = startSeconds;
    if (!hasMediaSource()) {
      this.native = true;
      this.loadNatively();
      return;
    }
    const Hls = await engine().then((loaded) => loaded.default, () => undefined);
    if (turn !== this.loads) return;
    if (!Hls) {
      this.tryAgain();
      return;
    }
    this.keepStill();
    this.hls?.destroy();
    const hls = new Hls({
      // A worker of our own origin: one from a blob: is what the Content-Security-Policy refuses.
      workerPath,
      capLevelToPlayerSize: true,
      // A playlist that grows is not a live show: it begins at the beginning.
      startPosition: this.time,
      liveSyncDurationCount: 1,
      liveMaxLatencyDurationCount: Number.MAX_SAFE_INTEGER,
      maxBufferLength: 30,
      backBufferLength: 60,
      // Captions come as tracks of their own, so that they look as people like them.
      enableWebVTT: false,
      enableIMSC1: false,
      enableCEA708Captions: false,
    });
    this.hls = hls;
    hls.on(Hls.Events.MANIFEST_PARSED, (_event, { levels }) => {
      this.attempts = 0;
      this.qualities = qualitiesOf(levels);
      const wanted = this.qualities.find((one) => one.words === wantedQuality);
      this.quality = wanted?.index ?? -1;
      if (wanted) hls.startLevel = hls.nextLevel = wanted.index;
    });
    hls.on(Hls.Events.LEVELS_UPDATED, (_event, { levels }) => (this.qualities = qualitiesOf(levels)));
    hls.on(Hls.Events.LEVEL_SWITCHED, (_event, { level }) => (this.height = hls.levels[level]?.height ?? 0));
    hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, (_event, { audioTracks }) => {
      this.sounds = audioTracks.map((track, index) => ({ index, words: track.name }));
      this.sound = Math.max(0, hls.audioTrack);
    });
    hls.on(Hls.Events.AUDIO_TRACK_SWITCHED, () => (this.sound = Math.max(0, hls.audioTrack)));
    const answered = () => {
      this.attempts = 0;
      this.away = false;
    };
    hls.on(Hls.Events.LEVEL_UPDATED, answered);
    hls.on(Hls.Events.FRAG_BUFFERED, answered);
    hls.on(Hls.Events.MEDIA_ATTACHED, () => this.eager && this.play());
    hls.on(Hls.Events.ERROR, (_event, data) => this.failed(hls, data));
    hls.attachMedia(this.video);
    hls.loadSource(this.address);
  }

  private failed(hls: HlsType, { fatal, type, response }: ErrorData): void {
    if (hls !== this.hls) return;
    // It tries by itself for a while, and says so.
    if (type === 'networkError') this.away = true;
    if (!fatal) return;
    if (type === 'mediaError' && this.attempts === 0) {
      this.attempts = 1;
      hls.recoverMediaError();
      return;
    }
    this.gone = type !== 'networkError' || GONE.includes(response?.code ?? 0);
    this.tryAgain();
  }

  private tryAgain(): void {
    this.away = true;
    const pause = PAUSES_MS[Math.min(this.attempts, PAUSES_MS.length - 1)];
    this.attempts++;
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
      void this.load(this.time, this.wantedQuality());
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

  private loadNatively(): void {
    this.video.src = this.address;
    this.video.addEventListener('loadedmetadata', () => this.time > 0 && (this.video.currentTime = this.time), { once: true });
  }

  private listen(): void {
    const { video } = this;
    const on = (names: string, handler: () => void) => {
      for (const name of names.split(' ')) video.addEventListener(name, handler, { signal: this.stop.signal });
    };
    on('play pause playing ended emptied', () => (this.paused = video.paused));
    on('playing', () => (this.arriving = false));
    on('playing timeupdate', () => {
      if (!video.paused) this.begun = true;
    });
    on('waiting stalled', () => {
      this.waiting = video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.paused;
      if (this.waiting) this.followLater(FOLLOWING_MS);
    });
    on('playing canplay seeked pause', () => (this.waiting = false));
    on('playing seeked', () => (this.still = undefined));
    on('seeking', () => (this.waiting = !video.paused));
    // Who looks for a place without playing wants to see it.
    on('seeked', () => this.looking && (this.begun = true));
    on('ended', () => (this.ended = true));
    on('play', () => (this.ended = false));
    // Also by the keys of the keyboard and the browser's own buttons. Loading anew is no pause.
    on('play', () => (this.eager = true));
    on('pause ended', () => (this.eager = false));
    on('timeupdate seeking', () => {
      if (video.readyState === 0) return;
      this.arriving &&= video.currentTime < this.time - 0.5;
      if (!this.arriving) this.time = video.currentTime;
    });
    on('durationchange progress loadedmetadata timeupdate', () => this.measure());
    on('volumechange', () => {
      this.volume = video.volume;
      this.muted = video.muted;
      remember({ volume: video.volume, muted: video.muted });
    });
    on('ratechange', () => (this.rate = video.playbackRate));
    on('error', () => {
      if (video.error && this.native) this.tryAgain();
    });
    on('enterpictureinpicture leavepictureinpicture', () => (this.inPicture = document.pictureInPictureElement === video));
    on('webkitplaybacktargetavailabilitychanged', () => (this.canAirPlay = true));
    video.remote?.watchAvailability((found) => (this.canCast = found)).catch(() => undefined);
    this.volume = video.volume;
    this.muted = video.muted;
    this.rate = settings().rate;
    addEventListener('online', () => this.away && this.goOn(), { signal: this.stop.signal });
  }

  private measure(): void {
    const { buffered, seekable, duration, currentTime } = this.video;
    const seekableEnd = seekable.length ? seekable.end(seekable.length - 1) : 0;
    this.available = Number.isFinite(duration) ? duration : seekableEnd;
    for (let i = 0; i < buffered.length; i++) {
      if (buffered.start(i) <= currentTime + 0.5 && buffered.end(i) >= currentTime) this.buffered = buffered.end(i);
    }
  }
}
