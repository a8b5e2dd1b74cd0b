import { expect, test } from 'vitest';
import { chaptersOf } from './chapters';

test('chapters are written a line each', () => {
  expect(chaptersOf('0:00 Beginning\n\n 1:30 – The sea\n1:02:03.5 End ')).toEqual([
    { start_ms: 0, title: 'Beginning' },
    { start_ms: 90_000, title: 'The sea' },
    { start_ms: 3_723_500, title: 'End' },
  ]);
});

test('a line that is none is told by its number', () => {
  expect(() => chaptersOf('0:00 a\nThe sea')).toThrow('Line 2');
});
