import type { Level } from 'hls.js';

export interface Quality {
  /** Index of hls.js; -1 chooses by itself. */
  index: number;
  words: string;
}

const RENDITION = /\/(\d+)p(?:-av1)?\/index\.m3u8$/;

/** A film of 1920 x 804 is 1080p, and so is a portrait of 1080 x 1920: the name of the rendition tells. */
function linesOf(level: Pick<Level, 'uri' | 'height'>): number {
  return Number(RENDITION.exec(level.uri)?.[1] ?? level.height);
}

/**
 * The tallest first; two of one height are told apart by their codec. One that is listed with several sounds is one
 * quality: the sound is a choice of its own.
 */
export function qualitiesOf(levels: Pick<Level, 'uri' | 'height' | 'frameRate' | 'bitrate' | 'videoCodec'>[]): Quality[] {
  const named = levels.map((level, index) => ({
    index,
    uri: level.uri,
    lines: linesOf(level),
    words: level.height ? `${linesOf(level)}p${level.frameRate > 40 ? Math.round(level.frameRate) : ''}` : `${Math.round(level.bitrate / 1000)} kbit/s`,
    codec: level.videoCodec?.startsWith('av01') ? 'AV1' : 'H.264',
  }));
  const different = named.filter((one) => named.find((other) => other.uri === one.uri) === one);
  return different
    .map((one) => ({ ...one, words: different.some((other) => other !== one && other.words === one.words) ? `${one.words} ${one.codec}` : one.words }))
    .sort((a, b) => b.lines - a.lines)
    .map(({ index, words }) => ({ index, words }));
}
