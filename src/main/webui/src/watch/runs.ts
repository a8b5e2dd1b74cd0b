import { askText } from '../api/http';

/** Which of the video's runs made what an address leads to; undefined for an address of another kind. */
export const runOf = (address: string): string | undefined => /\/hls\/(g\d+)\//.exec(address)?.[1];

/** The first playlist that a multivariant playlist names. */
export const firstOf = (multivariant: string): string | undefined => multivariant.split('\n').find((line) => line !== '' && !line.startsWith('#'));

/** Whether there is something to play at a time, in seconds, or will never be more than there is. */
export function reaches(playlist: string, time: number): boolean {
  const seconds = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, length]) => sum + Number(length), 0);
  return seconds > time + 1 || playlist.includes('#EXT-X-ENDLIST');
}

/**
 * The playlists of a run that was replaced grow no more: its successor's can be opened as soon as they have come as far.
 *
 * @param playing an address of the run that is played
 * @param address of the multivariant playlist
 */
export async function isReplaced(playing: string, address: string, time: number, signal: AbortSignal): Promise<boolean> {
  const run = runOf(playing);
  if (!run) return false;
  const newest: RequestInit = { cache: 'no-cache', signal };
  try {
    const multivariant = await askText(address, newest);
    const first = firstOf(multivariant);
    if (!first || multivariant.includes(`${run}/`)) return false;
    return reaches(await askText(new URL(first, new URL(address, location.href)).href, newest), time);
  } catch {
    // The server is away, which hls.js finds out by itself, or nobody watches any more.
    return false;
  }
}
