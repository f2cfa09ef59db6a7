import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-postgres.ts'],
    // generous, because nothing waits for them where all is well: a busy machine only takes longer
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000, interval: 10 } },
    // one more than there are processors on a small machine: most of the time a test waits for another process
    maxWorkers: 3,
  },
});
