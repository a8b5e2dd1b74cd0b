import { DetailedError, Upload as TusUpload } from 'tus-js-client';
import { Problem, sentence } from '../api/http';
import type { UploadLimits, UploadStatus, Video } from '../api/types';
import { editVideo, getUpload, getVideo, type VideoEdit } from '../api/videos';
import { tagsOf } from '../library/tags';
import { nameIn, refusal, titleOf } from './check';
import { isSameFile, type Remembered } from './memory';
import { Rate } from './rate';

const ENDPOINT = '/api/v1/uploads';
const TRY_AGAIN_MS = 3_000;
const SHOW_EVERY_MS = 250;
/** How often it is asked how far the server is with a file that it fetches: a connection for each would use up what a browser has. */
const ASK_EVERY_MS = 1_000;

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
  /** All bytes are sent, the server looks at them. */
  | 'examined'
  | 'refused'
  /** It is a video now, and the video tells the rest. */
  | 'done';

interface Owner {
  next(): void;
  forget(upload: Upload): void;
  save(): void;
}

/** One file on its way, and then the video that it became. */
export class Upload {
  private static made = 0;
  /** Those chosen first go first. */
  readonly turn = Upload.made++;
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly lastModified: number;
  /** From an address, by the server, whether this page is open or not. */
  readonly fetched: boolean;

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

  private url: string | undefined;
  private tus: TusUpload | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private readonly rate = new Rate();
  private readonly stop = new AbortController();
  private shownAt = 0;
  /** The words that the server has. */
  private told = { title: '', description: '', tags: '' };

  constructor(
    private readonly owner: Owner,
    remembered: Remembered,
    private file?: File,
  ) {
    ({ key: this.key, name: this.name, type: this.type, lastModified: this.lastModified, url: this.url, fetched: this.fetched = false } = remembered);
    this.size = remembered.size;
    this.sent = remembered.sent;
    this.title = remembered.title;
    this.description = remembered.description;
    this.tags = remembered.tags;
    if (remembered.told) this.told = remembered.told;
    if (!file) this.state = this.fetched ? 'fetching' : 'needs-file';
  }

  static remembered(file: File): Remembered {
    const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const { name, size, type, lastModified } = file;
    return { key, name, size, type, lastModified, sent: 0, title: titleOf(name), description: '', tags: '' };
  }

  static ofAddress(owner: Owner, address: string, status: UploadStatus): Upload {
    const name = nameIn(address);
    const words = { title: titleOf(name), description: '', tags: '' };
    return new Upload(owner, { key: status.id, name, size: 0, type: '', lastModified: 0, url: status.links.self, sent: 0, ...words, told: words, fetched: true });
  }

  get isSending(): boolean {
    return !this.fetched && (this.state === 'sending' || this.state === 'away' || this.state === 'examined');
  }

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
    const { key, name, size, type, lastModified, sent, title, description, tags, told, fetched } = this;
    return { key, name, size, type, lastModified, sent, title, description, tags, told, fetched, ...(this.url ? { url: this.url } : {}) };
  }

  check(limits: UploadLimits | null): void {
    const reason = limits && this.file ? refusal(this.file, limits) : '';
    if (reason) this.refuse(reason);
  }

  /** After a reload: how many bytes the server has, or that it knows nothing of it any more. */
  async askHowFar(): Promise<void> {
    if (!this.url) return;
    if (this.fetched) return this.follow();
    try {
      const response = await fetch(this.url, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
      const video = response.headers.get('Video-Location');
      if (video) this.finish(video);
      else if (response.ok) this.sent = Number(response.headers.get('Upload-Offset') ?? this.sent);
      else if (response.status === 404 || response.status === 410) {
        this.url = undefined;
        this.sent = 0;
      }
    } catch {
      // The last known number stays.
    }
  }

  /** False when this one does not wait for a file, or it is another file. */
  goOnWith(file: File): boolean {
    if (this.fetched || this.state === 'done' || this.state === 'refused' || !isSameFile(this, file)) return false;
    this.file ??= file;
    if (this.state === 'needs-file' || this.state === 'paused') this.resume();
    return true;
  }

  send(): void {
    if (!this.file) return;
    clearTimeout(this.again);
    // It is away until a byte has gone through.
    if (this.state !== 'away') this.state = 'sending';
    this.rate.reset();
    this.tus ??= this.prepare(this.file);
    this.tus.start();
    this.owner.save();
  }

  pause(): void {
    clearTimeout(this.again);
    void this.tus?.abort();
    this.state = 'paused';
    this.speed = 0;
    this.owner.next();
  }

  resume(): void {
    this.problem = '';
    this.state = 'queued';
    this.owner.next();
  }

  /** The server forgets its bytes, too. Of a file that it has fetched already it makes a video all the same, and says so. */
  async cancel(): Promise<void> {
    const dropped = this.isResumable ? this.drop() : undefined;
    if (this.fetched && (await dropped) === 409) {
      this.problem = 'Too late to cancel: the server has all of it. Delete the video instead.';
      return;
    }
    clearTimeout(this.again);
    this.stop.abort();
    void this.tus?.abort();
    this.owner.forget(this);
  }

  private drop(): Promise<number | undefined> {
    if (!this.url) return Promise.resolve(undefined);
    return fetch(this.url, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }).then(({ status }) => status, () => undefined);
  }

  online(): void {
    if (this.state !== 'away') return;
    if (this.fetched) void this.follow();
    else this.send();
  }

  /** Asks, until it is here or never will be, how far the server is with what it fetches. */
  async follow(): Promise<void> {
    clearTimeout(this.again);
    try {
      this.heard(await getUpload(this.url ?? '', this.stop.signal));
    } catch (failure) {
      if (this.stop.signal.aborted) return;
      if (failure instanceof Problem && !failure.retryable) this.refuse(failure.message);
      else this.lost();
    }
    if (this.isResumable) this.again = setTimeout(() => void this.follow(), ASK_EVERY_MS);
  }

  show(video: Video): void {
    this.video = video;
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

  private words() {
    return { title: this.title, description: this.description, tags: this.tags };
  }

  private prepare(file: File): TusUpload {
    return new TusUpload(file, {
      endpoint: ENDPOINT,
      uploadUrl: this.url ?? null,
      metadata: this.metadata(file),
      // This class remembers, and tries again for as long as it takes.
      storeFingerprintForResuming: false,
      retryDelays: null,
      onBeforeRequest: (request) => {
        if (request.getMethod() === 'POST') request.setHeader('Idempotency-Key', this.key);
      },
      onUploadUrlAvailable: () => {
        this.url = this.tus?.url ?? undefined;
        this.owner.save();
      },
      onProgress: (sent) => this.progressed(sent),
      onSuccess: ({ lastResponse }) => this.finish(lastResponse.getHeader('Video-Location') ?? ''),
      onError: (failure) => this.failed(failure),
    });
  }

  private metadata(file: File): Record<string, string> {
    // They travel with the creation only: what goes on at an address has told its words before.
    if (!this.url) this.told = this.words();
    const all = { filename: file.name, filetype: file.type, title: this.title.trim(), description: this.description.trim(), tags: tagsOf(this.tags).join(',') };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
  }

  private progressed(sent: number): void {
    if (this.state === 'away') this.state = 'sending';
    if (this.state !== 'sending') return;
    const now = performance.now();
    const all = sent >= this.size;
    if (!all && now - this.shownAt < SHOW_EVERY_MS) return;
    this.shownAt = now;
    this.problem = '';
    this.sent = sent;
    this.rate.add(now, sent);
    this.speed = this.rate.bytesPerSecond;
    this.secondsLeft = this.rate.left(this.size - sent);
    if (all) this.state = 'examined';
    this.owner.save();
  }

  private failed(failure: Error): void {
    if (!this.isSending) return;
    const answer = failure instanceof DetailedError ? failure.originalResponse : null;
    const problem = answer ? Problem.of(answer.getStatus(), answer.getBody()) : Problem.unreachable();
    const locked = problem.status === 423 || problem.status === 409;
    if (answer && !problem.retryable && !locked) {
      this.refuse(problem.message);
      return;
    }
    this.lost();
    this.problem = problem.code === 'network' ? '' : problem.message;
    this.again = setTimeout(() => this.send(), TRY_AGAIN_MS);
  }

  private lost(): void {
    this.state = 'away';
    this.speed = 0;
    this.secondsLeft = undefined;
    this.rate.reset();
  }

  /** What the server tells of a file that it fetches. */
  private heard({ state, offset_bytes, length_bytes, reason, links }: UploadStatus): void {
    this.size = length_bytes ?? 0;
    this.sent = offset_bytes;
    if (state === 'completed') return this.finish(links.video ?? '');
    if (state === 'failed') return this.refuse(reason?.detail ?? 'It could not be fetched.');
    this.state = state === 'examining' ? 'examined' : 'fetching';
    this.rate.add(performance.now(), offset_bytes);
    this.speed = this.rate.bytesPerSecond;
    this.secondsLeft = this.size > 0 ? this.rate.left(this.size - offset_bytes) : undefined;
    this.owner.save();
  }

  private refuse(reason: string): void {
    this.state = 'refused';
    this.problem = reason;
    this.speed = 0;
    this.owner.next();
  }

  /** The address is that of the video, whose last part is its id. */
  private finish(address: string): void {
    this.sent = this.size;
    this.state = 'done';
    this.speed = 0;
    this.videoId = address.split('/').pop() || (this.url?.split('/').pop() ?? '');
    this.owner.next();
    void this.edited();
    getVideo(this.videoId).then((video) => this.show(video), () => {});
  }
}
