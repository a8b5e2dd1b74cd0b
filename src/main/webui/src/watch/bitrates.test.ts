import { expect, test } from 'vitest';
import { measured, spanAt, stepsOf } from './bitrates';

const spans = [
  { start_ms: 0, duration_ms: 1_000, size_bytes: 50_000 },
  { start_ms: 1_000, duration_ms: 3_000, size_bytes: 75_000 },
];

test('a rate lasts from where its segment begins to where the last one ends', () => {
  expect(stepsOf(spans)).toEqual({ x: [0, 1, 4], y: [400_000, 200_000, 200_000] });
  expect(stepsOf([])).toEqual({ x: [], y: [] });
});

test('the average is that of all bytes, and not of the segments', () => {
  expect(measured(spans)).toEqual({ least: 200_000, average: 250_000, most: 400_000 });
});

test('a moment lies in the segment that is played then', () => {
  expect(spanAt(spans, 0.999)).toBe(spans[0]);
  expect(spanAt(spans, 1)).toBe(spans[1]);
  expect(spanAt(spans, 4)).toBe(spans[1]);
  expect(spanAt(spans, 4.1)).toBeUndefined();
});
