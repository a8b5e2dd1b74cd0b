import type { Chapter, Video } from '../api/types';
import type { Key } from './keys';
import type { Playback } from './playback.svelte';

/** What the player looks like is its own; a key only asks for it. */
export interface Stage {
  captions(): void;
  /** Missing where there is no other width. */
  theatre?: (() => void) | undefined;
  help(): void;
}

/** What keys do to what is played, each with a word about it on the screen. */
export class Steering {
  constructor(
    private readonly playback: Playback,
    private readonly video: () => Video,
    private readonly say: (words: string) => void,
  ) {}

  chapter(): Chapter | undefined {
    return this.video().chapters.findLast((one) => one.start_ms <= this.playback.time * 1000 + 1);
  }

  /** In seconds, of all of the video, though less may be there by now. */
  duration(): number {
    const { available } = this.playback;
    const { state, duration_ms } = this.video();
    return state === 'ready' && available ? available : Math.max(available, duration_ms / 1000);
  }

  move(seconds: number): void {
    this.playback.seek(this.playback.time + seconds);
    this.say(`${seconds > 0 ? '+' : '−'}${Math.abs(seconds)} s`);
  }

  // Of the element itself, for it tells its news only after the key that comes next.
  louder(by: number): void {
    const media = this.playback.video;
    this.playback.setVolume(Math.round((media.volume + by) * 20) / 20);
    this.say(`Volume ${Math.round(media.volume * 100)} %`);
  }

  faster(by: number): void {
    const media = this.playback.video;
    this.playback.setRate(Math.min(Math.max(media.playbackRate + by, 0.25), 4));
    this.say(`${media.playbackRate}×`);
  }

  step(frames: number): void {
    this.playback.pause();
    const rate = this.video().renditions.find((one) => one.kind === 'video' && one.frame_rate > 0)?.frame_rate ?? 25;
    this.playback.seek(this.playback.time + frames / rate);
  }

  toChapter(by: number): void {
    const { chapters } = this.video();
    const current = this.chapter();
    const index = current ? chapters.indexOf(current) : -1;
    // Back leads to the beginning of this one first, as on every player.
    const target = by < 0 && current && this.playback.time - current.start_ms / 1000 > 3 ? index : index + by;
    const next = chapters[Math.max(0, target)];
    if (!next) return;
    this.playback.seek(next.start_ms / 1000);
    this.say(next.title);
  }

  keys(stage: Stage): Key[] {
    const { playback } = this;
    return [
      { keys: [' ', 'k', 'K'], shown: 'Space, K', words: 'Play or pause', run: () => playback.toggle() },
      { keys: ['ArrowLeft'], shown: '←', words: '5 seconds back', run: () => this.move(-5) },
      { keys: ['ArrowRight'], shown: '→', words: '5 seconds on', run: () => this.move(5) },
      { keys: ['j', 'J'], shown: 'J', words: '10 seconds back', run: () => this.move(-10) },
      { keys: ['l', 'L'], shown: 'L', words: '10 seconds on', run: () => this.move(10) },
      { keys: ['ArrowUp'], shown: '↑', words: 'Louder', run: () => this.louder(0.05) },
      { keys: ['ArrowDown'], shown: '↓', words: 'Quieter', run: () => this.louder(-0.05) },
      { keys: ['m', 'M'], shown: 'M', words: 'Sound off or on', run: () => playback.setMuted(!playback.muted) },
      { keys: ['c', 'C'], shown: 'C', words: 'Captions off or on', run: stage.captions },
      { keys: ['f', 'F'], shown: 'F', words: 'Full screen', run: () => playback.toggleFull() },
      ...(stage.theatre ? [{ keys: ['t', 'T'], shown: 'T', words: 'Wide or normal', run: stage.theatre }] : []),
      ...(playback.canPicture ? [{ keys: ['i', 'I'], shown: 'I', words: 'Picture in picture', run: () => playback.togglePictureInPicture() }] : []),
      { keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], shown: '0 … 9', words: 'To that tenth of the video', run: (key) => playback.seek((Number(key) / 10) * this.duration()) },
      { keys: ['Home'], shown: 'Home', words: 'To the beginning', run: () => playback.seek(0) },
      { keys: ['End'], shown: 'End', words: 'To the end', run: () => playback.seek(playback.available || this.duration()) },
      { keys: [',', '.'], shown: ', .', words: 'One picture back or on', run: (key) => this.step(key === ',' ? -1 : 1) },
      { keys: ['<', '>'], shown: '< >', words: 'Slower or faster', run: (key) => this.faster(key === '<' ? -0.25 : 0.25) },
      { keys: ['[', ']'], shown: '[ ]', words: 'To the chapter before or after', run: (key) => this.toChapter(key === '[' ? -1 : 1) },
      { keys: ['?'], shown: '?', words: 'This list', run: stage.help },
    ];
  }
}
