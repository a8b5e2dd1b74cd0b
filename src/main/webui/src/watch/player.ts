import Hls from 'hls.js';
import workerPath from 'hls.js/dist/hls.worker.js?url';

/** Plays HLS, by the browser itself where hls.js can't. Answers what ends it. */
export function play(video: HTMLVideoElement, address: string): () => void {
  if (!Hls.isSupported()) {
    video.src = address;
    return () => video.removeAttribute('src');
  }
  // A worker of our own origin: one from a blob: is what the Content-Security-Policy refuses.
  const hls = new Hls({ workerPath, capLevelToPlayerSize: true });
  hls.loadSource(address);
  hls.attachMedia(video);
  return () => hls.destroy();
}
