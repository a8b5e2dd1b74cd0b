/** What is kept of uploads in this browser, so that they go on after a reload. */
export interface Remembered {
  key: string;
  name: string;
  size: number;
  type: string;
  lastModified: number;
  /** Where the server takes its bytes; absent before the first. */
  url?: string;
  /** Bytes that had arrived when it was last heard of. */
  sent: number;
  title: string;
  description: string;
  tags: string;
  /** The words that the server had been told when the upload was created. */
  told?: { title: string; description: string; tags: string };
  /** The server fetches it from an address. */
  fetched?: boolean;
}

export const REMEMBERED = 'vitascope.uploads';

export function recall(): Remembered[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '[]');
    return Array.isArray(all) ? all.filter((one) => typeof one?.key === 'string' && typeof one?.size === 'number') : [];
  } catch {
    return [];
  }
}

export function remember(all: Remembered[]): void {
  try {
    if (all.length > 0) localStorage.setItem(REMEMBERED, JSON.stringify(all));
    else localStorage.removeItem(REMEMBERED);
  } catch {
    // Without storage an upload does not survive a reload; everything else works.
  }
}

/** A browser does not tell a file's address: the same name, size and date is the same file. */
export function isSameFile(one: { name: string; size: number; lastModified: number }, other: File): boolean {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}
