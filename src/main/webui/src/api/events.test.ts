import { expect, test } from 'vitest';
import { withKnownProgress, withProgress } from './events';
import type { Progress, Video } from './types';

const video = { id: 'a', revision: 5, state: 'ready', playable: true, renditions: [] as unknown } as Video;
const progress = (revision: number): Progress => ({ id: 'a', revision, state: 'processing', playable: true, progress: 99, renditions: [] });

test('progress that was measured before the video was ready does not take it back', () => {
  expect(withProgress(video, progress(4))).toBe(video);
});

test('progress of the video as it is known is what is shown', () => {
  expect(withProgress({ ...video, state: 'processing' }, progress(5))).toMatchObject({ state: 'processing', progress: 99, revision: 5 });
});

test('what is known of the progress stays when news of the video bring none', () => {
  const half: Video = { ...video, state: 'processing', progress: 50 };
  const told: Video = { ...video, revision: 6, state: 'processing' };
  expect(withKnownProgress(half, told)).toMatchObject({ revision: 6, progress: 50 });
  expect(withKnownProgress(half, { ...told, progress: 60 }).progress).toBe(60);
  expect(withKnownProgress(half, { ...told, state: 'ready' }).progress).toBeUndefined();
  expect(withKnownProgress(undefined, told).progress).toBeUndefined();
});
