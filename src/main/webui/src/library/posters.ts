import type { Video } from '../api/types';

export interface Poster {
  src: string;
  srcset: string;
  /** How wide it is shown, so that no more is loaded than is seen. */
  sizes: string;
}

/** The build writes this into index.html, whose script asks for the first pictures before this one is there. */
export const POSTERS = {
  /** In a grid of videos. The server has these from the beginning (processing.Extras), any others on demand. */
  small: { widths: [320, 640], sizes: '(max-width: 40rem) 100vw, 20rem' },
  /** Where the player will be. */
  large: { widths: [640, 720, 960, 1280], sizes: '(max-width: 76rem) calc(100vw - 2rem), 76rem' },
};

function poster(video: Video, { widths, sizes }: (typeof POSTERS)['small']): Poster {
  const address = (width: number) => `${video.links.poster.replace(/jpg$/, 'webp')}?width=${width}`;
  return { src: address(Math.max(...widths)), srcset: widths.map((width) => `${address(width)} ${width}w`).join(), sizes };
}

export const smallPoster = (video: Video) => poster(video, POSTERS.small);
export const largePoster = (video: Video) => poster(video, POSTERS.large);
