/* Plays a video in whichever way this browser does best: HLS by itself (Apple), HLS by hls.js, or one progressive file. */

const HLS = 'application/vnd.apple.mpegurl';
let hls = null;

export async function play(video, links, say) {
  stop(video);
  const apple = navigator.vendor.startsWith('Apple') && video.canPlayType(HLS);
  if (apple) {
    video.src = links.hls;
    return;
  }
  const { default: Hls } = await import('./vendor/hls.js-1.7.4/hls.js');
  if (Hls.isSupported()) {
    hls = new Hls({
      workerPath: new URL('./vendor/hls.js-1.7.4/hls.worker.js', import.meta.url).href,
      // A playlist that still grows is no live stream: begin at its beginning.
      startPosition: 0,
    });
    hls.on(Hls.Events.ERROR, (_, error) => recover(Hls, error, video, links, say));
    hls.loadSource(links.hls);
    hls.attachMedia(video);
    return;
  }
  video.src = video.canPlayType(HLS) ? links.hls : links.stream;
}

export function stop(video) {
  hls?.destroy();
  hls = null;
  video.pause();
  video.removeAttribute('src');
  video.load();
}

let mended = 0;

function recover(Hls, error, video, links, say) {
  if (!error.fatal || !hls) return;
  if (error.type === Hls.ErrorTypes.MEDIA_ERROR && mended++ < 2) {
    hls.recoverMediaError();
    return;
  }
  hls.destroy();
  hls = null;
  say('Playing the whole file instead.');
  video.src = links.stream;
}
