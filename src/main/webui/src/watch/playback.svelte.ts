import { remember, settings } from './memory';
import { Stream } from './stream.svelte';

/**
 * A video element with what a player has to know of it, and its stream below it.
 *
 * Nothing is loaded until somebody is about to play: {@link wake}, {@link play} or {@link seek}.
 */
export class Playback {
  paused = $state(true);
  /** Somebody wants it to play, though it may not have begun, or have to begin anew. */
  eager = $state(false);
  /** Something was played, so the poster has gone. */
  begun = $state(false);
  waiting = $state(false);
  ended = $state(false);
  time = $state(0);
  /** Where somebody drags to, in seconds, until the video is there. */
  dragged = $state<number>();
  /** Seconds that can be played by now; less than all while the video is being made. */
  available = $state(0);
  buffered = $state(0);
  volume = $state(1);
  muted = $state(false);
  rate = $state(1);
  inPicture = $state(false);
  canAirPlay = $state(false);
  canCast = $state(false);
  readonly stream: Stream;
  readonly canPicture = 'pictureInPictureEnabled' in document && document.pictureInPictureEnabled;

  private dragging = false;
  /** It played when somebody began to drag. */
  private played = false;
  /** Somebody has looked for a place. */
  private looking = false;
  private readonly stop = new AbortController();

  constructor(
    readonly video: HTMLVideoElement,
    address: string,
    startSeconds: number,
  ) {
    this.time = startSeconds;
    const known = settings();
    video.volume = known.volume;
    video.muted = known.muted;
    video.defaultPlaybackRate = known.rate;
    this.stream = new Stream(video, address, this);
    this.listen();
  }

  /** Somebody is about to play. */
  wake(): void {
    this.stream.open();
  }

  destroy(): void {
    this.stop.abort();
    this.stream.destroy();
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
      this.stream.openAnew();
      return;
    }
    const end = Number.isFinite(this.video.duration) ? this.video.duration : this.available;
    const target = Math.min(Math.max(0, seconds), Math.max(0, end - 0.05));
    this.ended = false;
    this.stream.settle();
    this.time = target;
    this.video.currentTime = target;
  }

  /** On the way to a place: key pictures tell what is there, faster than the video itself could. */
  drag(seconds: number): void {
    if (!this.stream.hasPictures) {
      this.seek(seconds);
      return;
    }
    if (!this.dragging) {
      this.dragging = true;
      this.played = this.eager;
      this.pause();
    }
    this.dragged = seconds;
    this.stream.pictureAt(seconds);
  }

  /** Goes on where somebody has dragged to. */
  drop(): void {
    if (!this.dragging || this.dragged === undefined) return;
    this.dragging = false;
    this.seek(this.dragged);
    if (this.played) this.play();
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

  private listen(): void {
    const { video } = this;
    const on = (names: string, handler: () => void) => {
      for (const name of names.split(' ')) video.addEventListener(name, handler, { signal: this.stop.signal });
    };
    on('play pause playing ended emptied', () => (this.paused = video.paused));
    on('playing timeupdate', () => {
      if (!video.paused) this.begun = true;
    });
    on('waiting stalled', () => {
      this.waiting = video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.paused;
      if (this.waiting) this.stream.waits();
    });
    on('playing canplay seeked pause', () => (this.waiting = false));
    on('seeking', () => (this.waiting = !video.paused));
    // Who looks for a place without playing wants to see it.
    on('seeked', () => this.looking && (this.begun = true));
    on('seeked playing', () => !this.dragging && (this.dragged = undefined));
    on('ended', () => (this.ended = true));
    on('play', () => (this.ended = false));
    // Also by the keys of the keyboard and the browser's own buttons. Loading anew is no pause.
    on('play', () => (this.eager = true));
    on('pause ended', () => (this.eager = false));
    on('timeupdate seeking', () => {
      if (video.readyState > HTMLMediaElement.HAVE_NOTHING && this.stream.hasArrived()) this.time = video.currentTime;
    });
    on('durationchange progress loadedmetadata timeupdate', () => this.measure());
    on('volumechange', () => {
      this.volume = video.volume;
      this.muted = video.muted;
      remember({ volume: video.volume, muted: video.muted });
    });
    on('ratechange', () => (this.rate = video.playbackRate));
    on('enterpictureinpicture leavepictureinpicture', () => (this.inPicture = document.pictureInPictureElement === video));
    on('webkitplaybacktargetavailabilitychanged', () => (this.canAirPlay = true));
    video.remote?.watchAvailability((found) => (this.canCast = found)).catch(() => undefined);
    this.volume = video.volume;
    this.muted = video.muted;
    this.rate = settings().rate;
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
