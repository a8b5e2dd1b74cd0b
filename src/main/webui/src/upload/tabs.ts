const CHANNEL = 'vitascope.uploads';
/** A tab that lives answers within some milliseconds. */
const PATIENCE_MS = 200;

type Message = { asked: true } | { held: string[] };

/** An upload belongs to the tab that has its file: the others of this browser leave it alone. */
export class Tabs {
  private readonly channel = new BroadcastChannel(CHANNEL);
  private readonly heard = new Set<string>();

  constructor(holds: () => string[]) {
    this.channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if ('asked' in data) this.channel.postMessage({ held: holds() } satisfies Message);
      else for (const key of data.held) this.heard.add(key);
    };
  }

  /** The keys of uploads that other tabs have at work. */
  async held(): Promise<ReadonlySet<string>> {
    this.channel.postMessage({ asked: true } satisfies Message);
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    return this.heard;
  }
}
