const CHANNEL = 'vitascope.uploads';
/** A tab that lives answers within some milliseconds. */
const PATIENCE_MS = 200;

type Message = { asked: true } | { held: string[] };

/** An upload belongs to the tab that has its file: the others of this browser leave it alone. */
export class Tabs {
  private readonly channel = new BroadcastChannel(CHANNEL);
  private readonly heard = new Set<string>();
  private told = '';

  /** `taken` hears the keys of what another tab has at work. */
  constructor(
    private readonly holds: () => string[],
    taken: (keys: string[]) => void,
  ) {
    this.channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if ('asked' in data) {
        this.post(holds());
        return;
      }
      for (const key of data.held) this.heard.add(key);
      taken(data.held);
    };
  }

  /** Says what this tab has at work, if that is something new. */
  tell(): void {
    const held = this.holds();
    if (held.join() !== this.told) this.post(held);
  }

  /** The keys of uploads that other tabs have at work. */
  async held(): Promise<ReadonlySet<string>> {
    this.channel.postMessage({ asked: true } satisfies Message);
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    return this.heard;
  }

  private post(held: string[]): void {
    this.told = held.join();
    this.channel.postMessage({ held } satisfies Message);
  }
}
