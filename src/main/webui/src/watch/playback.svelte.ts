import { TimeRange, type MediaPlayRequestEvent, type MediaSeekingRequestEvent, type MediaSeekRequestEvent, type VideoProvider } from 'vidstack';
import type { MediaPlayerElement } from 'vidstack/elements';
import { remember, settings } from './memory';
import { Stream } from './stream.svelte';

/**
 * A player with what has to be known of it, and its stream below it. What Vidstack's controls ask for in matters of time comes
 * here first: they know what is loaded, and not what will be.
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
  volume = $state(1);
  muted = $state(false);
  rate = $state(1);
  full = $state(false);
  canAirPlay = $state(false);
  canCast = $state(false);
  readonly video: HTMLVideoElement;
  readonly stream: Stream;
  readonly canPicture = 'pictureInPictureEnabled' in document && document.pictureInPictureEnabled;

  private dragging = false;
  /** It played when somebody began to drag. */
  private played = false;
  /** Somebody has looked for a place. */
  private looking = false;
  private readonly stop = new AbortController();

  constructor(
    readonly player: MediaPlayerElement,
    provider: VideoProvider,
    address: string,
    startSeconds: number,
  ) {
    const video = (this.video = provider.video);
    this.time = startSeconds;
    const known = settings();
    video.volume = known.volume;
    video.muted = known.muted;
    video.defaultPlaybackRate = known.rate;
    this.stream = new Stream(player, provider, address, this);
    this.listen();
    this.answer();
    this.align();
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
      this.align();
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
  private drag(seconds: number): void {
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
  private drop(seconds: number): void {
    this.dragging = false;
    this.dragged = seconds;
    this.seek(seconds);
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

  toggleFull(): void {
    this.player.remoteControl.toggleFullscreen();
  }

  togglePictureInPicture(): void {
    this.player.remoteControl.togglePictureInPicture();
  }

  /** Where Vidstack does not look: it knows AirPlay and Google's own. */
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
    on('playing seeked pause', () => (this.waiting = false));
    // Vidstack says so as soon as there is a playlist.
    on('canplay', () => (this.waiting &&= video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA));
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
    on('durationchange loadedmetadata timeupdate', () => this.measure());
    on('volumechange', () => {
      this.volume = video.volume;
      this.muted = video.muted;
      remember({ volume: video.volume, muted: video.muted });
    });
    on('ratechange', () => (this.rate = video.playbackRate));
    on('webkitplaybacktargetavailabilitychanged', () => (this.canAirPlay = true));
    video.remote?.watchAvailability((found) => (this.canCast = found)).catch(() => undefined);
    this.volume = video.volume;
    this.muted = video.muted;
    this.rate = settings().rate;
    const { volume, muted } = this.player.$state;
    volume.set(video.volume);
    muted.set(video.muted || video.volume === 0);
  }

  /** What Vidstack's controls ask for. */
  private answer(): void {
    const { player } = this;
    const on = <E extends Event>(name: string, handler: (event: E) => void) => player.addEventListener(name, handler as EventListener, { signal: this.stop.signal, capture: true });
    const instead = <E extends Event>(name: string, handler: (event: E) => void) =>
      on<E>(name, (event) => {
        event.preventDefault();
        handler(event);
      });
    // It asks for it where somebody has gone to the last moment as well; nobody meant that.
    instead<MediaPlayRequestEvent>('media-play-request', ({ trigger }) => trigger?.type !== 'seeked' && this.toggle());
    instead('media-pause-request', () => this.pause());
    instead<MediaSeekingRequestEvent>('media-seeking-request', ({ detail }) => this.drag(Math.min(detail, this.available || detail)));
    instead<MediaSeekRequestEvent>('media-seek-request', ({ detail }) => {
      const seconds = Math.min(detail, this.available || detail);
      if (this.dragging) this.drop(seconds);
      else this.seek(seconds);
    });
    on('progress', () => this.measure());
    on('source-change', () => this.align());
    on('time-change', () => this.align());
    on<CustomEvent<boolean>>('fullscreen-change', ({ detail }) => (this.full = detail));
  }

  /** Until the element is where one was, Vidstack is told where that is. */
  private align(): void {
    if (!this.stream.arriving) return;
    this.player.$state.realCurrentTime.set(this.time);
    this.player.currentTime = this.time;
  }

  private measure(): void {
    const { buffered, seekable, duration, currentTime } = this.video;
    const seekableEnd = seekable.length ? seekable.end(seekable.length - 1) : 0;
    this.available = Number.isFinite(duration) ? duration : seekableEnd;
    // Of what is loaded, Vidstack's bar shows all up to the very last, also where nothing is between.
    for (let i = 0; i < buffered.length; i++) {
      if (buffered.start(i) <= currentTime + 0.5 && buffered.end(i) >= currentTime) this.player.$state.buffered.set(new TimeRange(buffered.start(i), buffered.end(i)));
    }
  }
}
