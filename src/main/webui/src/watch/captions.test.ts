import { expect, test } from 'vitest';
import type { Caption } from '../api/types';
import { captionsFor, likeliestOf, NO_CAPTIONS, wantedAs } from './captions';

const caption = (language: string, kind: string, label: string, preferred = false): Caption => ({ language, kind, label, default: preferred, source: 'extracted', href: `/${language}/${kind}/${label}` });
const forced = caption('en', 'forced', 'Foreign parts', true);
const plain = caption('en', 'subtitles', 'English');
const deaf = caption('en', 'captions', 'English SDH');
const french = caption('fr', 'subtitles', 'Français');
const all = [forced, plain, deaf, french];

test('of several captions in one language, each can be chosen, and is chosen again in the next video', () => {
  for (const one of all) expect(captionsFor(all, wantedAs(one))).toBe(one);
  expect(captionsFor([plain, french], wantedAs(deaf))).toBe(plain);
  expect(captionsFor([french], wantedAs(deaf))).toBeUndefined();
});

test('before anybody chose, what its maker wants shown is shown; whoever wants none gets none', () => {
  expect(captionsFor(all, undefined)).toBe(forced);
  expect(captionsFor([plain], undefined)).toBeUndefined();
  expect(captionsFor(all, NO_CAPTIONS)).toBeUndefined();
});

test('captions are turned on in the language of the browser, and whole', () => {
  expect(likeliestOf(all, ['de', 'fr-CA', 'en'])).toBe(french);
  expect(likeliestOf(all, ['en-GB'])).toBe(plain);
  expect(likeliestOf(all, ['ja'])).toBe(plain);
  expect(likeliestOf([forced], ['ja'])).toBe(forced);
  expect(likeliestOf([], ['en'])).toBeUndefined();
});
