import { Problem } from '../api/http';
import type { UploadStatus } from '../api/types';
import { getUpload } from '../api/uploads';
import { nameIn, titleOf } from './check';
import type { Remembered } from './memory';
import { Upload, type Owner } from './upload.svelte';

/** How often the server is asked how far it is: a connection for each file would use up what a browser has. */
const ASK_EVERY_MS = 1_000;

/** A file at an address, which the server fetches, whether this page is open or not. */
export class FetchedFile extends Upload {
  readonly arrived = 'All is here';
  readonly isSending = false;
  readonly hasFile = false;
  private readonly stop = new AbortController();

  constructor(owner: Owner, remembered: Remembered) {
    super(owner, remembered);
    this.state = 'fetching';
  }

  static of(owner: Owner, address: string, status: UploadStatus): FetchedFile {
    const name = nameIn(address);
    const words = { title: titleOf(name), description: '', tags: '' };
    return new FetchedFile(owner, { key: status.id, name, size: 0, type: '', lastModified: 0, url: status.links.self, sent: 0, ...words, told: words });
  }

  override toRemember(): Remembered {
    return { ...super.toRemember(), fetched: true };
  }

  /** Asks, until it is here or never will be, how far the server is. */
  async goOn(): Promise<void> {
    clearTimeout(this.again);
    try {
      this.heard(await getUpload(this.url ?? '', this.stop.signal));
    } catch (failure) {
      if (this.stop.signal.aborted) return;
      if (failure instanceof Problem && !failure.retryable) this.refuse(failure.message);
      else this.lost();
    }
    if (this.isResumable) this.again = setTimeout(() => void this.goOn(), ASK_EVERY_MS);
  }

  online(): void {
    if (this.state === 'away') void this.goOn();
  }

  /** Of a file that is here already the server makes a video all the same, and says so. */
  override async cancel(): Promise<void> {
    if (this.isResumable && (await this.drop()) === 409) {
      this.problem = 'Too late to cancel: the server has all of it. Delete the video instead.';
      return;
    }
    clearTimeout(this.again);
    this.stop.abort();
    this.owner.forget(this);
  }

  private heard({ state, offset_bytes, length_bytes, reason, links }: UploadStatus): void {
    this.size = length_bytes ?? 0;
    this.sent = offset_bytes;
    if (state === 'completed') return this.finish(links.video ?? '');
    if (state === 'failed') return this.refuse(reason?.detail ?? 'It could not be fetched.');
    this.state = state === 'examining' ? 'examined' : 'fetching';
    this.measured(offset_bytes);
    this.owner.save();
  }
}
