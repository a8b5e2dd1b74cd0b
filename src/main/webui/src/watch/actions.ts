/** Files that can be had of a video, and code for other sites. */
import { downloadOf } from '../api/addresses';
import type { Video } from '../api/types';
import { size } from '../ui/words';

export interface Download {
  words: string;
  href: string;
}

export function downloadsOf(video: Video): Download[] {
  const pictures = video.renditions.filter((one) => one.kind === 'video' && one.state === 'ready' && video.state === 'ready');
  const tallest = [...pictures].sort((a, b) => b.height - a.height);
  return [
    { words: `Original, ${size(video.size_bytes)}`, href: downloadOf(video.id, 'source') },
    ...tallest.map((one) => ({ words: `${one.name}${one.size_bytes ? `, about ${size(one.size_bytes)}` : ''}`, href: downloadOf(video.id, one.name) })),
    ...(video.width > 0 && video.playable ? [{ words: 'Poster', href: video.links.poster }] : []),
    ...video.captions.map((caption) => ({ words: `Captions, ${caption.label || caption.language}`, href: caption.href })),
  ];
}

export function watchAddress(id: string, seconds: number): string {
  return `${location.origin}/watch/${id}${seconds >= 1 ? `?t=${Math.floor(seconds)}` : ''}`;
}

export function embedCode(video: Video, seconds: number): string {
  const title = video.title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const at = seconds >= 1 ? `?t=${Math.floor(seconds)}` : '';
  const [width, height] = video.width > 0 ? [640, Math.round((640 * video.height) / video.width)] : [640, 180];
  return `<iframe src="${location.origin}/embed/${video.id}${at}" width="${width}" height="${height}" title="${title}" allow="autoplay; picture-in-picture" allowfullscreen style="border:0"></iframe>`;
}
