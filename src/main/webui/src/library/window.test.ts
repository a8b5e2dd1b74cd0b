import { expect, test } from 'vitest';
import { gridOf, rowsSeen } from './window';

test('of ten thousand videos some dozens are drawn, wherever one is', () => {
  const grid = gridOf(10_000, 1200, 256, 20, 84);
  expect(grid.columns).toBe(4);
  expect(grid.rows).toBe(2500);
  for (const top of [0, 100_000, grid.rows * grid.rowHeight - 800]) {
    const { from, to } = rowsSeen(grid, top, 800, 600);
    expect((to - from) * grid.columns).toBeLessThan(50);
    expect(from * grid.rowHeight).toBeLessThanOrEqual(Math.max(top, 0));
    expect(to * grid.rowHeight).toBeGreaterThanOrEqual(Math.min(top + 800, grid.rows * grid.rowHeight));
  }
});

test('a phone has one column, and nothing is drawn outside the list', () => {
  const grid = gridOf(3, 358, 256, 16, 84);
  expect(grid.columns).toBe(1);
  expect(rowsSeen(grid, -5_000, 800, 600)).toEqual({ from: 0, to: 0 });
  expect(rowsSeen(grid, 99_999, 800, 600)).toEqual({ from: 3, to: 3 });
});
