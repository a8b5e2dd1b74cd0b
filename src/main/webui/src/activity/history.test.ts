import type { Activity } from '../api/activity';
import { expect, test } from 'vitest';
import { added, momentOf, type Moment } from './history';
import { lineOf } from './lines';

const seen = (at: number, running?: number): Moment => ({ at, freeBytes: 5, ...(running !== undefined && { running }) });

test('speed is that of all that is running', () => {
  const work = { processing: { state: 'running', speed: 1.5 } };
  const activity = { queue: { running_count: 3, queued_count: 2, running: [work, work, {}] }, storage: { usable_bytes: 7 } } as unknown as Activity;
  expect(momentOf(activity, 12_000)).toEqual({ at: 12, running: 3, waiting: 2, speed: 3, freeBytes: 7 });
});

test('what nobody has seen is not drawn', () => {
  const history = [seen(1, 0), seen(2, 1), seen(60, 2), seen(61)];
  expect(lineOf(history, (moment) => moment.running)).toEqual({ x: [1, 2, 3, 60, 61], y: [0, 1, null, 2, null] });
});

test('an hour is remembered, and what was before it is forgotten', () => {
  let history: Moment[] = [];
  for (let at = 0; at < 3_700; at++) history = added(history, seen(at));
  expect(history).toHaveLength(3_600);
  expect(history[0]?.at).toBe(100);
  expect(history.at(-1)?.at).toBe(3_699);
});
