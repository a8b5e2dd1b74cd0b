import type { MediaStorage } from 'vidstack';
import type { WantedCaptions } from './captions';

/** What this browser remembers of watching: where one stopped, how loud, how fast, and how captions look. */

const POSITIONS = 'vitascope.positions';
const SETTINGS = 'vitascope.player';
const MOST_POSITIONS = 300;
/** Whoever stopped so near the beginning or the end begins anew. */
const EDGE_SECONDS = 8;

export interface CaptionStyle {
  size: 'small' | 'medium' | 'large' | 'huge';
  colour: 'white' | 'yellow' | 'green' | 'cyan';
  back: 'none' | 'veil' | 'black';
}

export interface Settings {
  volume: number;
  muted: boolean;
  rate: number;
  /** Missing until somebody has chosen. */
  captions?: WantedCaptions;
  theatre: boolean;
  captionStyle: CaptionStyle;
}

export const USUAL: Settings = {
  volume: 1,
  muted: false,
  rate: 1,
  theatre: false,
  captionStyle: { size: 'medium', colour: 'white', back: 'veil' },
};

type Positions = Record<string, [seconds: number, at: number]>;

function read<T>(key: string, none: T): T {
  try {
    return { ...none, ...JSON.parse(localStorage.getItem(key) ?? '{}') } as T;
  } catch {
    return none;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without storage nothing is remembered.
  }
}

export function settings(): Settings {
  const found = read(SETTINGS, USUAL);
  return { ...found, captionStyle: { ...USUAL.captionStyle, ...found.captionStyle } };
}

export const remember = (change: Partial<Settings>) => write(SETTINGS, { ...settings(), ...change });

/** What Vidstack asks for whenever something is loaded; what changes is remembered by {@link Playback}, and captions are chosen by {@link captionsFor}. */
export const storage: MediaStorage = {
  getVolume: async () => settings().volume,
  getMuted: async () => settings().muted,
  getPlaybackRate: async () => settings().rate,
  getCaptions: async () => false,
  getTime: async () => null,
  getLang: async () => null,
  getVideoQuality: async () => null,
  getAudioGain: async () => null,
};

/** Seconds; 0 for the beginning. */
export const positionOf = (id: string): number => read<Positions>(POSITIONS, {})[id]?.[0] ?? 0;

export function rememberPosition(id: string, seconds: number, duration: number, now = Date.now()): void {
  const all = read<Positions>(POSITIONS, {});
  delete all[id];
  if (seconds > EDGE_SECONDS && seconds < duration - EDGE_SECONDS) all[id] = [Math.floor(seconds), now];
  const newest = Object.entries(all).sort((a, b) => b[1][1] - a[1][1]);
  write(POSITIONS, Object.fromEntries(newest.slice(0, MOST_POSITIONS)));
}
