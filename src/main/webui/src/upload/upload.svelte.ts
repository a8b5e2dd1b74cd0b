import { withKnownProgress } from '../api/events';
import { sentence } from '../api/http';
import type { Video } from '../api/types';
import { dropUpload } from '../api/uploads';
import { editVideo, getVideo, type VideoEdit } from '../api/videos';
import { tagsOf } from '../library/tags';
import type { Remembered } from './memory';
import { Rate } from './rate';

export type UploadState =
  /** Its turn comes. */
  | 'queued'
  | 'sending'
  /** The server fetches it by itself. */
  | 'fetching'
  | 'paused'
  /** The connection or the server is away; it is tried again until it is back. */
  | 'away'
  /** From before a reload: the browser has to be given the file again. */
  | 'needs-file'
  /** All bytes are there, the server looks at them. */
  | 'examined'
  | 'refused'
  /** It is a video now, and the video tells the rest. */
  | 'done';

export interface Owner {
  next(): void;
  forget(upload: Upload): void;
  save(): void;
}

export interface Words {
  title: string;
  description: string;
  tags: string;
}

/** One file on its way, and then the video that it became. */
export abstract class Upload {
  private static made = 0;
  /** Those chosen first go first. */
  readonly turn = Upload.made++;
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly lastModified: number;
  /** What is said when no byte is missing any more. */
  abstract readonly arrived: string;

  state = $state<UploadState>('queued');
  /** 0 while nobody knows it. */
  size = $state(0);
  sent = $state(0);
  /** Bytes per second; 0 when unknown. */
  speed = $state(0);
  secondsLeft = $state<number>();
  /** The server's sentence, or ours. */
  problem = $state('');
  title = $state('');
  description = $state('');
  tags = $state('');
  saved = $state<'' | 'saving' | 'saved'>('');
  videoId = $state('');
  video = $state.raw<Video>();

  protected url: string | undefined;
  protected again: ReturnType<typeof setTimeout> | undefined;
  protected readonly rate = new Rate();
  /** The words that the server has. */
  protected told: Words = { title: '', description: '', tags: '' };

  protected constructor(
    protected readonly owner: Owner,
    remembered: Remembered,
  ) {
    ({ key: this.key, name: this.name, type: this.type, lastModified: this.lastModified, url: this.url } = remembered);
    this.size = remembered.size;
    this.sent = remembered.sent;
    this.title = remembered.title;
    this.description = remembered.description;
    this.tags = remembered.tags;
    if (remembered.told) this.told = remembered.told;
  }

  /** After a reload. */
  abstract goOn(): Promise<void>;

  /** The connection is back. */
  abstract online(): void;

  /** Its bytes take some of what the browser can send. */
  abstract get isSending(): boolean;

  /** This tab has what is sent. */
  abstract get hasFile(): boolean;

  /** Nothing is left to do or to wait for. */
  get isOver(): boolean {
    return this.state === 'refused' || (this.state === 'done' && (this.video?.state === 'ready' || this.video?.state === 'failed'));
  }

  get isResumable(): boolean {
    return this.state !== 'refused' && this.state !== 'done';
  }

  get percent(): number {
    return this.size > 0 ? (100 * this.sent) / this.size : 0;
  }

  toRemember(): Remembered {
    const { key, name, size, type, lastModified, sent, title, description, tags, told } = this;
    return { key, name, size, type, lastModified, sent, title, description, tags, told, ...(this.url ? { url: this.url } : {}) };
  }

  /** The server forgets its bytes, too. */
  async cancel(): Promise<void> {
    clearTimeout(this.again);
    this.owner.forget(this);
    if (this.isResumable) await this.drop();
  }

  /** The answer's status; undefined when there is nothing to drop, or nobody answers. */
  protected drop(): Promise<number | undefined> {
    if (!this.url) return Promise.resolve(undefined);
    return dropUpload(this.url).catch(() => undefined);
  }

  show(video: Video): void {
    this.video = withKnownProgress(this.video, video);
  }

  /** What was written goes to the video as soon as there is one; before that it waits here. */
  async edited(): Promise<void> {
    this.owner.save();
    if (!this.videoId) return;
    const edit: VideoEdit = {};
    if (this.title.trim() && this.title !== this.told.title) edit.title = this.title.trim();
    if (this.description !== this.told.description) edit.description = this.description.trim() || null;
    if (this.tags !== this.told.tags) edit.tags = tagsOf(this.tags);
    if (Object.keys(edit).length === 0) return;
    this.saved = 'saving';
    const words = this.words();
    try {
      this.show(await editVideo(this.videoId, edit));
      this.told = words;
      this.problem = '';
      this.saved = 'saved';
    } catch (failure) {
      this.problem = sentence(failure);
      this.saved = '';
    }
  }

  protected words(): Words {
    return { title: this.title, description: this.description, tags: this.tags };
  }

  /** So many bytes are there now. */
  protected measured(sent: number): void {
    this.sent = sent;
    this.rate.add(performance.now(), sent);
    this.speed = this.rate.bytesPerSecond;
    this.secondsLeft = this.size > 0 ? this.rate.left(this.size - sent) : undefined;
  }

  protected lost(): void {
    this.state = 'away';
    this.speed = 0;
    this.secondsLeft = undefined;
    this.rate.reset();
  }

  protected refuse(reason: string): void {
    this.state = 'refused';
    this.problem = reason;
    this.speed = 0;
    this.owner.next();
  }

  /** The address is that of the video, whose last part is its id. */
  protected finish(address: string): void {
    this.sent = this.size;
    this.state = 'done';
    this.speed = 0;
    this.videoId = address.split('/').pop() || (this.url?.split('/').pop() ?? '');
    this.owner.next();
    void this.edited();
    getVideo(this.videoId).then((video) => this.show(video), () => {});
  }
}
