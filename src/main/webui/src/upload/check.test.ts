import { expect, test } from 'vitest';
import type { UploadLimits } from '../api/types';
import { nameIn, refusal, titleOf } from './check';

const limits = { max_size_bytes: 2_000_000, available_bytes: 1_500_000, refused_types: ['image/png'] } as UploadLimits;
const file = (size: number, type = 'video/mp4') => ({ name: 'a', size, type });

test('a file is refused before a byte is sent when it is empty, of a wrong type, too large, or has no room', () => {
  expect(refusal(file(0), limits)).toContain('empty');
  expect(refusal(file(10, 'image/png'), limits)).toContain('image/png');
  expect(refusal(file(2_000_001), limits)).toContain('2.0 MB is the most');
  expect(refusal(file(1_600_000), limits)).toContain('1.5 MB are free');
  expect(refusal(file(1_400_000), limits)).toBe('');
  expect(refusal(file(10, ''), limits)).toBe('');
});

test('a title is the name of the file without its ending', () => {
  expect(titleOf('My_summer  holiday.MP4')).toBe('My summer holiday');
  expect(titleOf('v1.2 final.mkv')).toBe('v1.2 final');
  expect(titleOf('.mp4')).toBe('.mp4');
});

test('what is fetched is called as the last part of its address', () => {
  expect(['https://example.org/a/My%20film.mp4?x=1#t', 'https://example.org/', 'https://example.org/100%.mp4'].map(nameIn)).toEqual(['My film.mp4', 'example.org', '100%.mp4']);
});
