import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-postgres.ts', 'test/support/global-programs.ts'],
    // generous, because nothing waits for them where all is well: a busy machine only takes longer
    testTimeout: 400_000,
    hookTimeout: 400_000,
    expect: { poll: { timeout: 120_000, interval: 10 } },
    // a build machine may stand still for a moment; the report says which test needed a second go
    retry: process.env.CI === undefined ? 0 : 1,
    // one more than there are processors on a small machine: most of the time a test waits for another process
    maxWorkers: 3,
    // nothing of ours keeps anything in a module: what one file has loaded, and the machine has compiled, serves the next
    isolate: false,
  },
});
