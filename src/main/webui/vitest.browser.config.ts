import { defineConfig } from 'vitest/config';

/** A person's tests, in a real browser against a real server; PageIT starts them and says where that is. */
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
