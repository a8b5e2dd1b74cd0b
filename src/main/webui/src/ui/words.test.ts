import { expect, test } from 'vitest';
import { ago, clock, count, day, left, many, ordinal, percent, rate, size, spoken } from './words';

test('sizes are short', () => {
  expect([0, 999, 999_600, 1_500, 20_000_000_000].map(size)).toEqual(['0 B', '999 B', '1.0 MB', '1.5 KB', '20 GB']);
});

test('a moment is shown as on a player, and can be spoken', () => {
  expect([0, 0.4, 30.999, 59.9, 61, 3_723, Number.NaN].map(clock)).toEqual(['0:00', '0:00', '0:30', '0:59', '1:01', '1:02:03', '0:00']);
  expect([0, 0.4, 60, 61, 3_600, 3_723].map(spoken)).toEqual(['0 seconds', '0 seconds', '1 minute', '1 minute 1 second', '1 hour', '1 hour 2 minutes 3 seconds']);
});

test('time left is rounded as people do', () => {
  expect([0.2, 59.6, 3_600, 7_500].map(left)).toEqual(['1 s', '1 min', '1 h', '2 h 5 min']);
});

test('percents do not reach 100 before the end', () => expect([0, 99.97, 100].map(percent)).toEqual(['0 %', '99 %', '99 %']));

test('places in a line have their endings', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal)).toEqual(['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '112th']);
});

test('numbers and days are written as in English', () => {
  expect([7, 999, 1_000, 10_000, 1_234_567].map(count)).toEqual(['7', '999', '1,000', '10,000', '1,234,567']);
  expect([many(1, 'video'), many(1_200, 'video')]).toEqual(['1 video', '1,200 videos']);
  const noon = '2026-05-09T12:00:00Z';
  expect(day(noon)).toBe(new Date(noon).toLocaleDateString('en', { dateStyle: 'medium' }));
});

test('what was is told in the largest fitting unit', () => {
  const now = Date.parse('2026-05-10T12:00:00Z');
  expect(['2026-05-10T11:59:30Z', '2026-05-10T11:30:00Z', '2026-05-10T09:00:00Z', '2026-05-09T12:00:00Z', '2026-05-07T12:00:00Z'].map((at) => ago(at, now))).toEqual(['just now', '30 minutes ago', '3 hours ago', 'yesterday', '3 days ago']);
});

test('rates are read in the larger unit from a million on', () => {
  expect(rate(999_400)).toBe('999 kbit/s');
  expect(rate(999_600)).toBe('1.0 Mbit/s');
});
