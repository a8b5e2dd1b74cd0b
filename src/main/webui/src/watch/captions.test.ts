import { renderVTTCueString, VTTCue } from 'media-captions';
import { expect, test } from 'vitest';
import type { Caption } from '../api/types';
import { captionsFor, harmless, likeliestOf, NO_CAPTIONS, wantedAs } from './captions';

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

/** What media-captions writes into the document. */
const written = (text: string) => renderVTTCueString(Object.assign(new VTTCue(0, 5, ''), { text: harmless(text) }));

test.each([
  ['&lt;img src=x onerror=alert(1)&gt; &amp; co', '&lt;img src=x onerror=alert(1)&gt; &amp; co'],
  ['a < b > "c"', 'a  &quot;c&quot;'],
  ['<c.yellow.bg_blue.hidden>Sea</c>', '<span class="cue-yellow cue-bg_blue cue-hidden">Sea</span>'],
  ['<c.x"onclick="alert(1)>Sea</c>', '<span class="cue-x&amp;quot;onclick=&amp;quot;alert(1)">Sea</span>'],
  ['<v "onclick=alert(1) a=">Sea</v>', '<span title="&quot;onclick=alert(1) a=&quot;" data-part="voice">Sea</span>'],
  ['<lang en"onclick="alert(1)>Sea</lang>', '<span lang="en&quot;onclick=&quot;alert(1)">Sea</span>'],
  ['<00:00:01.500>Sea and <i>sand</i>', '<span data-part="timed" data-time="1.5" data-future>Sea and <i>sand</i></span>'],
])('of %j, nothing becomes a tag, an attribute or a style that media-captions has not made itself', (text, html) => {
  expect(written(text).replace(/ data-future=""/, ' data-future')).toBe(html);
});
