import { DetailedError, Upload as TusUpload } from 'tus-js-client';
import { UPLOADS } from '../api/addresses';
import { Problem } from '../api/http';
import type { UploadLimits } from '../api/types';
import { reached } from '../api/uploads';
import { tagsOf } from '../library/tags';
import { refusal, titleOf } from './check';
import { isSameFile, type Remembered } from './memory';
import { Upload, type Owner } from './upload.svelte';

const TRY_AGAIN_MS = 3_000;
const SHOW_EVERY_MS = 250;

/** A file of this machine, which the page sends. */
export class SentFile extends Upload {
  readonly arrived = 'All sent';
  private tus: TusUpload | undefined;
  private shownAt = 0;

  constructor(
    owner: Owner,
    remembered: Remembered,
    private file?: File,
  ) {
    super(owner, remembered);
    if (!file) this.state = 'needs-file';
  }

  static of(owner: Owner, file: File): SentFile {
    const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const { name, size, type, lastModified } = file;
    return new SentFile(owner, { key, name, size, type, lastModified, sent: 0, title: titleOf(name), description: '', tags: '' }, file);
  }

  get isSending(): boolean {
    return this.state === 'sending' || this.state === 'away' || this.state === 'examined';
  }

  get hasFile(): boolean {
    return this.file !== undefined;
  }

  check(limits: UploadLimits | null): void {
    const reason = limits && this.file ? refusal(this.file, limits) : '';
    if (reason) this.refuse(reason);
  }

  /** Asks how many bytes the server has, or whether it knows nothing of it any more. */
  async goOn(): Promise<void> {
    if (!this.url) return;
    try {
      const now = await reached(this.url);
      if (now === 'forgotten') {
        this.url = undefined;
        this.sent = 0;
      } else if (now && 'video' in now) this.finish(now.video);
      else if (now) this.sent = now.bytes;
    } catch {
      // The last known number stays.
    }
  }

  /** False when this one does not wait for a file, or it is another file. */
  goOnWith(file: File): boolean {
    if (this.state === 'done' || this.state === 'refused' || !isSameFile(this, file)) return false;
    this.file ??= file;
    if (this.state === 'needs-file' || this.state === 'paused') this.resume();
    return true;
  }

  online(): void {
    if (this.state === 'away') this.send();
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

  override cancel(): Promise<void> {
    void this.tus?.abort();
    return super.cancel();
  }

  private prepare(file: File): TusUpload {
    return new TusUpload(file, {
      endpoint: UPLOADS,
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
    this.measured(sent);
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
}
