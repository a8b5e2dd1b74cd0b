import type { Video } from '../api/types';
import { rememberPosition } from './memory';
import type { Playback } from './playback.svelte';

const EVERY_MS = 5_000;

/** Remembers where somebody is in a video, so that the next visit begins there; answers what ends it. */
export function keepPlace(playback: Playback, video: () => Video): () => void {
  const { id } = video();
  const save = () => playback.begun && rememberPosition(id, playback.ended ? 0 : playback.time, Math.max(playback.available, video().duration_ms / 1000));
  const saving = setInterval(save, EVERY_MS);
  const stop = new AbortController();
  addEventListener('pagehide', save, { signal: stop.signal });
  playback.video.addEventListener('pause', save, { signal: stop.signal });
  return () => {
    save();
    clearInterval(saving);
    stop.abort();
  };
}
