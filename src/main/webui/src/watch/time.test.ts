import { expect, test } from 'vitest';
import { secondsOf, spoken, stamp } from './time';

test.each([
  ['90', 90],
  ['90s', 90],
  ['1m30s', 90],
  ['1h2m3s', 3723],
  ['2m', 120],
  ['1:02:03', 3723],
  ['0:07.5', 7.5],
  ['', 0],
  ['x', 0],
  ['-5', 0],
  ['1e9', 0],
])('the start time "%s" is %d seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

test('a moment is shown as on a clock', () => {
  expect([0, 59.9, 60, 3723, Number.NaN].map(stamp)).toEqual(['0:00', '0:59', '1:00', '1:02:03', '0:00']);
});

test('a moment is said in words', () => {
  expect([0, 61, 3600].map(spoken)).toEqual(['0 seconds', '1 minute 1 second', '1 hour']);
});
