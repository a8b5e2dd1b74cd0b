import { expect, test } from 'vitest';
import { ALL_VIDEOS } from '../api/addresses';
import type { Video } from '../api/types';
import { addressOf, queryOf, showsNewestFirst, staysPut } from './query';

const of = (words: string) => queryOf(new URLSearchParams(words));

test('an address says the same after it was read and written', () => {
  const address = '/?q=sea+side&state=ready&tag=a&tag=b%26c&sort=-views';
  expect(addressOf(of(address.slice(2)))).toBe(address);
});

test('sorts and states that are not known, and tags said twice, are left out', () => {
  expect(of('sort=colour&state=lost&tag=a&tag=a&tag=')).toEqual({ q: '', sort: '', state: '', tags: ['a'] });
});

test('new videos stand at the beginning only of the whole list, newest first', () => {
  expect(showsNewestFirst(of(''))).toBe(true);
  expect(showsNewestFirst(of('sort=-created_at'))).toBe(true);
  expect(showsNewestFirst(of('sort=title'))).toBe(false);
  expect(showsNewestFirst(of('q=sea'))).toBe(false);
});

const video = (words: Partial<Video>) => ({ title: 'Sea', description: '', tags: ['water'], state: 'ready', duration_ms: 1, ...words }) as Video;

test('news of a video that may have moved in the list, or left it, are known', () => {
  const before = video({});
  expect(staysPut(ALL_VIDEOS, before, video({ state: 'processing', title: 'Lake' }))).toBe(true);
  expect(staysPut({ ...ALL_VIDEOS, state: 'ready' }, before, video({ state: 'processing' }))).toBe(false);
  expect(staysPut({ ...ALL_VIDEOS, tags: ['Water'] }, before, before)).toBe(true);
  expect(staysPut({ ...ALL_VIDEOS, tags: ['water'] }, before, video({ tags: [] }))).toBe(false);
  expect(staysPut({ ...ALL_VIDEOS, q: 'sea' }, before, video({ description: 'Lake' }))).toBe(false);
  expect(staysPut({ ...ALL_VIDEOS, q: 'sea' }, before, video({ duration_ms: 2 }))).toBe(true);
  expect(staysPut({ ...ALL_VIDEOS, sort: '-title' }, before, video({ title: 'Lake' }))).toBe(false);
  expect(staysPut({ ...ALL_VIDEOS, sort: 'duration' }, before, video({ duration_ms: 2 }))).toBe(false);
});
