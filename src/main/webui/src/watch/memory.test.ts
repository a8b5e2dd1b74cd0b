import { beforeEach, expect, test, vi } from 'vitest';
import { positionOf, rememberPosition, remember, settings, USUAL } from './memory';

let kept: Map<string, string>;
beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) });
  return () => vi.unstubAllGlobals();
});

test('the next visit begins where one stopped, in whole seconds', () => {
  rememberPosition('one', 61.8, 300);
  rememberPosition('two', 9, 300);
  expect(positionOf('one')).toBe(61);
  expect(positionOf('two')).toBe(9);
  expect(positionOf('three')).toBe(0);
});

test('whoever stopped near the beginning or the end begins anew, also if they had been elsewhere before', () => {
  for (const edge of [0, 8, 292, 300]) {
    rememberPosition('one', 100, 300);
    rememberPosition('one', edge, 300);
    expect(positionOf('one'), `at ${edge}`).toBe(0);
  }
  rememberPosition('one', 8.1, 300);
  expect(positionOf('one')).toBe(8);
  rememberPosition('one', 291.9, 300);
  expect(positionOf('one')).toBe(291);
});

test('of very many videos the positions that are oldest are forgotten', () => {
  for (let n = 0; n < 301; n++) rememberPosition(`video-${n}`, 100, 300, 1_000 + n);
  expect(positionOf('video-0')).toBe(0);
  expect(positionOf('video-1')).toBe(100);
  rememberPosition('video-1', 120, 300, 5_000);
  rememberPosition('new', 50, 300, 6_000);
  expect([positionOf('video-1'), positionOf('video-2'), positionOf('new')]).toEqual([120, 0, 50]);
});

test('what cannot be read or kept is as if it had never been', () => {
  kept.set('vitascope.positions', 'no JSON');
  kept.set('vitascope.player', '{"volume":0.5,"captionStyle":{"size":"huge"}}');
  expect(positionOf('one')).toBe(0);
  expect(settings()).toEqual({ ...USUAL, volume: 0.5, captionStyle: { ...USUAL.captionStyle, size: 'huge' } });
  remember({ muted: true });
  expect(settings()).toMatchObject({ volume: 0.5, muted: true });
  vi.stubGlobal('localStorage', { getItem: () => { throw new Error('denied'); }, setItem: () => { throw new Error('denied'); } });
  rememberPosition('one', 100, 300);
  expect(positionOf('one')).toBe(0);
});
