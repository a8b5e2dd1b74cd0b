import { defineConfig } from 'vitest/config';

/** A person's tests, in a real browser against a real server; PageIT starts them and says where that is. */
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    fileParallelism: false,
    // For a machine of two processors that has other work as well.
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
