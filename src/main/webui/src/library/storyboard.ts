import { ask } from '../api/http';

export interface Tile {
  start_ms: number;
  url: string;
  x: number;
  y: number;
}

export interface Storyboard {
  tile_width: number;
  tile_height: number;
  duration_ms: number;
  tiles: Tile[];
}

const MOST_KEPT = 60;
const kept = new Map<string, Promise<Storyboard>>();

/** Small pictures of all of a video; address is that of its storyboard.vtt. */
export function storyboardOf(address: string): Promise<Storyboard> {
  let found = kept.get(address);
  if (!found) {
    found = ask<Storyboard>(address.replace(/\.vtt$/, '.json')).then((storyboard) => ({
      ...storyboard,
      // Relative to the file's own address.
      tiles: storyboard.tiles.map((tile) => ({ ...tile, url: new URL(tile.url, new URL(address, location.href)).pathname })),
    }));
    found.catch(() => kept.delete(address));
    kept.set(address, found);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest) kept.delete(oldest);
  }
  return found;
}

/** The tile that shows a share, 0 to 1, of the video. */
export function tileAt(storyboard: Storyboard, share: number): Tile | undefined {
  const ms = Math.min(Math.max(share, 0), 1) * storyboard.duration_ms;
  let found = storyboard.tiles[0];
  for (const tile of storyboard.tiles) {
    if (tile.start_ms > ms) break;
    found = tile;
  }
  return found;
}
