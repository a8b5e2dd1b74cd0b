import { expect, test } from 'vitest';
import { NOTHING, outcomeOf, type BatchResult } from '../api/videos';
import { wordsOf } from './outcome';

const done = (id: string): BatchResult => ({ id, ok: true });
const refused = (id: string, code: string): BatchResult => ({ id, ok: false, problem: { code, detail: `${id} is not there.`, retryable: false } });

test('one refusal is told, and takes nothing from those that were done', () => {
  const outcome = outcomeOf('delete', NOTHING, [done('a'), refused('b', 'catalog/neighbour-unavailable'), done('c')]);
  expect(outcome.done).toEqual(['a', 'c']);
  expect(wordsOf(outcome, 'deleted')).toBe('2 videos deleted, 1 not: b is not there.');
  expect(wordsOf(outcomeOf('delete', outcome, [done('d')]), 'deleted')).toBe('3 videos deleted, 1 not: b is not there.');
});

test('what somebody else has deleted already is deleted', () => {
  const outcome = outcomeOf('delete', NOTHING, [done('a'), refused('b', 'catalog/video-not-found')]);
  expect(outcome).toMatchObject({ done: ['a'], refused: 0 });
  expect(wordsOf(outcome, 'deleted', 'Sea')).toContain('Sea');
  expect(outcomeOf('tag', NOTHING, [refused('b', 'catalog/video-not-found')]).refused).toBe(1);
});

test('where nothing was done, only the reason is told', () => {
  expect(wordsOf(outcomeOf('tag', NOTHING, [refused('b', 'catalog/text-refused')]), 'tagged')).toBe('b is not there.');
});
