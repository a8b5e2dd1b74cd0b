import { expect, test } from 'vitest';
import type { Rendition, Video } from '../api/types';
import { downloadsOf } from './actions';

const rendition = (name: string, height: number, size_bytes: number, more: Partial<Rendition> = {}) => ({ name, height, size_bytes, kind: 'video', state: 'ready', ...more }) as Rendition;

const VIDEO = {
  id: 'one',
  state: 'ready',
  playable: true,
  width: 1280,
  size_bytes: 12_000_000,
  renditions: [rendition('360p', 360, 1_000_000), rendition('720p', 720, 0), rendition('480p', 480, 2_000_000, { state: 'skipped' }), rendition('audio', 0, 500_000, { kind: 'audio' })],
  captions: [
    { language: 'en', label: 'English', href: '/captions/en' },
    { language: 'de', href: '/captions/de' },
  ],
  links: { poster: '/poster.jpg' },
} as Video;

test('the file itself comes first, then the pictures that are there from the tallest on, the poster and the captions', () => {
  expect(downloadsOf(VIDEO).map(({ words }) => words)).toEqual(['Original, 12 MB', '720p', '360p, about 1.0 MB', 'Poster', 'Captions, English', 'Captions, de']);
  expect(new Set(downloadsOf(VIDEO).map(({ href }) => href)).size).toBe(6);
  expect(downloadsOf(VIDEO).slice(3).map(({ href }) => href)).toEqual(['/poster.jpg', '/captions/en', '/captions/de']);
});

test('what is not whole yet, and the poster of a sound, cannot be had', () => {
  const some = { ...VIDEO, captions: [] };
  expect(downloadsOf({ ...some, state: 'processing' }).map(({ words }) => words)).toEqual(['Original, 12 MB', 'Poster']);
  expect(downloadsOf({ ...some, state: 'failed', playable: false }).map(({ words }) => words)).toEqual(['Original, 12 MB']);
  expect(downloadsOf({ ...some, width: 0, renditions: [] }).map(({ words }) => words)).toEqual(['Original, 12 MB']);
});
