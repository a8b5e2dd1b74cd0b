import { expect, test } from 'vitest';
import { disputed, disputeOf, editOf, rebased, touched, type Words } from './words';

const begun: Words = { title: 'Sea', description: 'Waves.', tags: 'water, 2026', chapters: '0:00 Beginning' };

test('only what somebody has written is sent', () => {
  const written = { ...begun, title: 'Lake' };
  expect(touched(begun, written)).toEqual(['title']);
  expect(editOf(written, touched(begun, written))).toEqual({ title: 'Lake' });
  expect(editOf(begun, touched(begun, { ...begun, tags: ' water, 2026 ' }))).toEqual({});
  expect(editOf({ ...begun, tags: 'A, a' }, ['tags'])).toEqual({ tags: ['a'] });
});

test('what others have written elsewhere is kept', () => {
  const written = { ...begun, title: 'Lake' };
  const now = { ...begun, tags: 'water, 2026, sea' };
  expect(disputed(begun, written, now)).toEqual([]);
  expect(rebased(begun, written, now)).toEqual({ ...now, title: 'Lake' });
});

test('who writes over what somebody else has just written is told of it, and may insist', () => {
  const written = { ...begun, title: 'Lake', description: 'Calm.' };
  const now = { ...begun, title: 'Ocean', description: 'Calm.' };
  expect(disputed(begun, written, now)).toEqual(['title']);
  expect(disputeOf(now, ['title'])).toContain('Ocean');
  const insisting = rebased(begun, written, now);
  expect(touched(now, insisting)).toEqual(['title']);
  expect(disputed(now, insisting, now)).toEqual([]);
});
