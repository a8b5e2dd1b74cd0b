import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

// For a machine of two processors that has other work as well.
const patience = { retry: 1, testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 30_000 } } };

/** What failed and then passed is named, and three of those fail the run, as with the server's tests. */
const flakes: Reporter = {
  onTestRunEnd(modules) {
    const flaky = modules.flatMap((module) => [...module.children.allTests()]).filter((test) => test.diagnostic()?.flaky);
    for (const test of flaky) {
      const why = test.result().errors?.[0]?.message ?? '';
      console.log(`Flake: ${test.fullName}: ${why.replaceAll('\n', ' ')}`);
    }
    if (flaky.length >= 3) process.exitCode = 1;
  },
};

/** A person's tests, in a real browser against a real server; PageIT starts them and says where that is. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', flakes],
    projects: [
      { test: { name: 'together', include: ['tests/*.test.ts'], exclude: ['tests/kill.test.ts'], sequence: { groupOrder: 1 }, ...patience } },
      // It kills the server of all.
      { test: { name: 'alone', include: ['tests/kill.test.ts'], sequence: { groupOrder: 2 }, ...patience } },
    ],
  },
});
