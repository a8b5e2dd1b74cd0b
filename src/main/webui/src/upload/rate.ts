/** How fast bytes go, over the last seconds: steady enough to be read, quick enough to be true. Times in milliseconds. */
export class Rate {
  private static readonly WINDOW_MS = 6_000;
  private samples: { at: number; bytes: number }[] = [];

  /** What was measured before a break says nothing about what follows. */
  reset(): void {
    this.samples = [];
  }

  add(at: number, bytes: number): void {
    this.samples.push({ at, bytes });
    while (this.samples.length > 2 && at - (this.samples[0]?.at ?? at) > Rate.WINDOW_MS) this.samples.shift();
  }

  /** Bytes per second; 0 when unknown. */
  get bytesPerSecond(): number {
    const first = this.samples[0];
    const last = this.samples[this.samples.length - 1];
    if (!first || !last || last.at - first.at < 400) return 0;
    return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }

  /** Seconds; undefined when unknown. */
  left(bytes: number): number | undefined {
    const rate = this.bytesPerSecond;
    return rate > 0 ? bytes / rate : undefined;
  }
}
