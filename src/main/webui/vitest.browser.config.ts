import { defineConfig } from 'vitest/config';

// For a machine of two processors that has other work as well.
const patience = { testTimeout: 180_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } };

/** A person's tests, in a real browser against a real server; PageIT starts them and says where that is. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { name: 'together', include: ['tests/*.test.ts'], exclude: ['tests/kill.test.ts'], sequence: { groupOrder: 1 }, ...patience } },
      // It kills the server of all.
      { test: { name: 'alone', include: ['tests/kill.test.ts'], sequence: { groupOrder: 2 }, ...patience } },
    ],
  },
});
