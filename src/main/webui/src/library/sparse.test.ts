import { expect, test } from 'vitest';
import { SparseList } from './sparse';

const things = (...ids: string[]) => ids.map((id) => ({ id }));

function list(length: number): SparseList<{ id: string }> {
  const made = new SparseList<{ id: string }>();
  made.resize(length);
  return made;
}

test('only the pages that are looked at and not known are missing', () => {
  const videos = list(250);
  videos.put(100, things(...Array.from({ length: 50 }, (_, n) => `b${n}`)));
  expect(videos.missingPages(90, 160, 50)).toEqual([1, 3]);
  expect(videos.missingPages(110, 120, 50)).toEqual([]);
  expect(videos.missingPages(240, 900, 50)).toEqual([4]);
});

test('a thing that a page brings to another place is not shown twice', () => {
  const videos = list(6);
  videos.put(0, things('a', 'b', 'c'));
  videos.put(3, things('c', 'd', 'e'));
  expect(videos.known().map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(videos.at(2)).toBeUndefined();
  expect(videos.missingPages(0, 5, 3)).toEqual([0]);
});

test('what comes first or goes moves the others', () => {
  const videos = list(3);
  videos.put(0, things('a', 'b', 'c'));
  videos.insertFirst({ id: 'new' });
  expect(videos.remove('b')).toBe(true);
  expect(videos.remove('b')).toBe(false);
  expect([0, 1, 2].map((place) => videos.at(place)?.id)).toEqual(['new', 'a', 'c']);
  expect(videos.length).toBe(3);
});
