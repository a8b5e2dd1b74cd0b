import { expect, test } from 'vitest';
import { Rate } from './rate';

test('the speed is that of the last seconds, not of the whole upload', () => {
  const rate = new Rate();
  for (let second = 0; second <= 20; second++) rate.add(second * 1000, second * 1_000_000);
  for (let second = 21; second <= 40; second++) rate.add(second * 1000, 20_000_000 + (second - 20) * 100_000);
  expect(rate.bytesPerSecond).toBeCloseTo(100_000);
  expect(rate.left(1_000_000)).toBeCloseTo(10);
});

test('nothing is claimed before something was measured, and after a break', () => {
  const rate = new Rate();
  rate.add(0, 0);
  rate.add(100, 50_000);
  expect(rate.left(10)).toBeUndefined();
  rate.add(1_000, 500_000);
  expect(rate.bytesPerSecond).toBe(500_000);
  rate.reset();
  expect(rate.bytesPerSecond).toBe(0);
});
