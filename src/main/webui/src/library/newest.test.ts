import { expect, test } from 'vitest';
import { newest } from './newest';

const at = (updated_at: string) => ({ updated_at });

test('an answer that an event has overtaken tells nothing new', () => {
  const known = at('2026-03-01T12:00:00.5Z');
  const older = at('2026-03-01T12:00:00Z');
  expect(newest(known, older)).toBe(known);
  expect(newest(older, known)).toBe(known);
  expect(newest(undefined, older)).toBe(older);
  const again = at('2026-03-01T12:00:00.5Z');
  expect(newest(known, again)).toBe(again);
});
