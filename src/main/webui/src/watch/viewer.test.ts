import { expect, test } from 'vitest';
import { viewerCookie } from './viewer';

test('a viewer has a name of his own, and keeps it', () => {
  const one = viewerCookie('', false);
  expect(one).toMatch(/^vitascope_viewer=[0-9a-f]{32}; path=\/; samesite=lax$/);
  expect(viewerCookie('', false)).not.toBe(one);
  expect(viewerCookie('theme=dark; vitascope_viewer=a', false)).toBeUndefined();
  expect(viewerCookie('not_vitascope_viewer=a', true)).toContain('samesite=none; secure; partitioned');
});
