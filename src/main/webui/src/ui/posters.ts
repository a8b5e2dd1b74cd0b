import type { Video } from '../api/types';

export interface Poster {
  src: string;
  srcset: string;
  /** How wide it is shown, so that no more is loaded than is seen. */
  sizes: string;
}

function poster(video: Video, widths: [number, number], sizes: string): Poster {
  const address = (width: number) => `${video.links.poster.replace(/jpg$/, 'webp')}?width=${width}`;
  return { src: address(widths[1]), srcset: widths.map((width) => `${address(width)} ${width}w`).join(), sizes };
}

/** In a grid of videos; index.html asks for the first ones by the same words, before this script is there. */
export const smallPoster = (video: Video) => poster(video, [320, 640], '(max-width: 40rem) 100vw, 20rem');

/** Where the player will be; index.html shows it by the same words. */
export const largePoster = (video: Video) => poster(video, [800, 1280], '(max-width: 76rem) 100vw, 76rem');
