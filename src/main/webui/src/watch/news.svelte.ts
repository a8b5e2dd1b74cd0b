import { untrack } from 'svelte';
import type { Video } from '../api/types';
import type { Playback } from './playback.svelte';

/** Lets the server's news of a video reach what plays it; called when the player is made. */
export function heedNews(player: () => Playback | undefined, video: () => Video, disturbsNobody: () => boolean): void {
  // What was made meanwhile joins: once for each, for a browser may not know the codec of what has joined.
  let offered = 0;
  $effect(() => {
    const stream = player()?.stream;
    const ready = video().renditions.filter((one) => one.kind === 'video' && one.state === 'ready').length;
    if (!stream || stream.qualities.length === 0 || ready <= Math.max(offered, stream.qualities.length) || !disturbsNobody()) return;
    offered = ready;
    untrack(() => stream.reload());
  });

  // With each answer of the server, for also the one that it is back is news.
  $effect(() => {
    void video();
    untrack(() => player()?.stream.news());
  });
}
