import { expect, test } from 'vitest';
import { qualitiesOf } from './qualities';

const level = (uri: string, height: number, videoCodec = 'avc1.64001e', frameRate = 25) => ({ uri, height, frameRate, videoCodec, bitrate: height * 1_000 });

test('the tallest comes first, and one with several sounds is there once', () => {
  const words = qualitiesOf([level('360p', 360), level('720p', 720), level('360p', 360), level('720p', 720)]);
  expect(words).toEqual([
    { index: 1, words: '720p' },
    { index: 0, words: '360p' },
  ]);
});

test('two of one height are told apart by their codec, and many pictures a second are named', () => {
  const words = qualitiesOf([level('a', 360), level('b', 360, 'av01.0.01M.08'), level('c', 720, 'avc1.640020', 50)]).map((one) => one.words);
  expect(words).toEqual(['720p50', '360p H.264', '360p AV1']);
});

test('without a picture the bit rate names it', () => {
  expect(qualitiesOf([{ ...level('a', 0), bitrate: 128_000 }])[0]?.words).toBe('128 kbit/s');
});

test('a wide film and a portrait are named by their renditions', () => {
  const words = qualitiesOf([level('http://h/hls/g1/480p/index.m3u8', 358), level('http://h/hls/g1/1080p/index.m3u8', 804), level('http://h/hls/g1/720p-av1/index.m3u8', 1280)]);
  expect(words.map((one) => one.words)).toEqual(['1080p', '720p', '480p']);
});
