import { expect, test } from 'vitest';
import { secondsOf } from './time';

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
