import { listTags } from '../api/videos';

/** The tags that videos have. Kept while other screens are shown, so that what stands below them is where it was. */
class KnownTags {
  all = $state.raw<string[]>([]);
  /** The server has told them, or could not. */
  told = $state(false);

  async read(): Promise<void> {
    try {
      this.all = (await listTags()).map(({ tag }) => tag);
    } catch {
      // Those that are known stay.
    }
    this.told = true;
  }
}

export const knownTags = new KnownTags();
