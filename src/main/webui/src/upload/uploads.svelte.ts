import { allVideos, withProgress } from '../api/events';
import { Problem, sentence } from '../api/http';
import { importVideo, uploadLimits } from '../api/uploads';
import { getVideo } from '../api/videos';
import { nameIn, titleOf } from './check';
import { FetchedFile } from './fetched.svelte';
import { recall, remember } from './memory';
import { SentFile } from './sent.svelte';
import { Tabs } from './tabs';
import type { Upload } from './upload.svelte';

/** Uploads that send at a time; the others wait for their turn. */
const AT_ONCE = 3;

/** All uploads of this page, the newest first. */
class Uploads {
  all = $state<Upload[]>([]);
  readonly sending = $derived(this.all.filter((upload) => upload.isSending));
  readonly unfinished = $derived(this.all.filter((upload) => !upload.isOver));

  /** What is shown of videos may be old: the server does not answer. */
  away = $state(false);

  /** All that this tab has ever shown: what else is remembered is another tab's. */
  private readonly keys = new Set<string>();
  private readonly tabs = new Tabs(
    () => this.all.filter((upload) => upload.hasFile && !upload.isOver).map((upload) => upload.key),
    (keys) => this.leave(keys),
  );
  private readonly recalled = this.recall();

  constructor() {
    addEventListener('online', () => this.all.forEach((upload) => upload.online()));
    allVideos.subscribe({
      video: (video) => this.of(video.id)?.show(video),
      progress: (progress) => {
        const upload = this.of(progress.id);
        if (upload?.video) upload.show(withProgress(upload.video, progress));
      },
      deleted: (id) => {
        const upload = this.of(id);
        if (upload) this.forget(upload);
      },
      missed: () => this.readAgain(),
    });
  }

  /** Files that are known from before go on; the others begin. */
  async add(files: File[]): Promise<void> {
    await this.recalled;
    const known = files.filter((file) => !this.all.some((upload) => upload instanceof SentFile && upload.goOnWith(file)));
    if (known.length === 0) return;
    const limits = await uploadLimits().catch(() => null);
    const fresh = known.map((file) => SentFile.of(this, file));
    this.show(fresh);
    for (const upload of fresh) upload.check(limits);
    this.next();
  }

  /** Answers why it can't be fetched; empty when it is. */
  async addAddress(url: string): Promise<string> {
    try {
      const upload = FetchedFile.of(this, url, await importVideo(url, { title: titleOf(nameIn(url)) }));
      this.show([upload]);
      void upload.goOn();
      return '';
    } catch (failure) {
      return sentence(failure);
    }
  }

  /** Whoever waits longest goes next. */
  next(): void {
    this.save();
    const free = AT_ONCE - this.sending.length;
    if (free <= 0) return;
    const waiting = this.all
      .filter((upload) => upload instanceof SentFile)
      .filter((upload) => upload.state === 'queued')
      .sort((a, b) => a.turn - b.turn);
    for (const upload of waiting.slice(0, free)) upload.send();
  }

  forget(upload: Upload): void {
    this.all = this.all.filter((other) => other.key !== upload.key);
    this.next();
  }

  clearFinished(): void {
    this.all = this.all.filter((upload) => !upload.isOver);
    this.save();
  }

  save(): void {
    const others = recall().filter((one) => !this.keys.has(one.key));
    remember([...this.all.filter((upload) => upload.isResumable).map((upload) => upload.toRemember()), ...others]);
    this.tabs.tell();
  }

  private show(fresh: Upload[]): void {
    for (const { key } of fresh) this.keys.add(key);
    this.all.unshift(...fresh);
  }

  /** What a former visit has left unfinished. */
  private async recall(): Promise<void> {
    if (recall().length === 0) return;
    const held = await this.tabs.held();
    const left = recall().filter((one) => !held.has(one.key));
    this.show(left.map((one) => (one.fetched ? new FetchedFile(this, one) : new SentFile(this, one))));
    for (const upload of this.all) void upload.goOn();
  }

  /** Another tab was given the files of these. */
  private leave(keys: string[]): void {
    const theirs = this.all.filter((upload) => !upload.hasFile && keys.includes(upload.key));
    for (const { key } of theirs) this.keys.delete(key);
    this.all = this.all.filter((upload) => !theirs.includes(upload));
  }

  private of(videoId: string): Upload | undefined {
    return this.all.find((upload) => upload.videoId === videoId);
  }

  private readAgain(): void {
    for (const upload of this.all) {
      if (upload.videoId && upload.video?.state !== 'ready') {
        getVideo(upload.videoId).then(
          (video) => {
            upload.show(video);
            this.away = false;
          },
          (failure) => (this.away = failure instanceof Problem && failure.retryable),
        );
      }
    }
  }
}

export const uploads = new Uploads();
