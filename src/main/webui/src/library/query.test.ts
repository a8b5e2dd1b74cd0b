import { expect, test } from 'vitest';
import { addressOf, queryOf, showsNewestFirst } from './query';

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
