import { expect, test } from 'vitest';
import { firstOf, reaches, runOf } from './runs';

test('an address of a segment or a playlist tells its run, others tell none', () => {
  expect(runOf('http://localhost/api/v1/videos/x/hls/g12/v360/00001.m4s')).toBe('g12');
  expect(runOf('/api/v1/videos/x/hls/master.m3u8')).toBeUndefined();
});

test('a playlist has come as far as somebody watches when it has a second more, or has ended', () => {
  const growing = '#EXTM3U\n#EXTINF:4.0,\n00000.m4s\n#EXTINF:3.5,\n00001.m4s\n';
  expect(reaches(growing, 6)).toBe(true);
  expect(reaches(growing, 7)).toBe(false);
  expect(reaches(`${growing}#EXT-X-ENDLIST\n`, 7)).toBe(true);
});

test('the first playlist is the first line that is no tag', () => {
  expect(firstOf('#EXTM3U\n\n#EXT-X-STREAM-INF:BANDWIDTH=1\ng2/v360/index.m3u8\ng2/v720/index.m3u8\n')).toBe('g2/v360/index.m3u8');
  expect(firstOf('#EXTM3U\n')).toBeUndefined();
});
