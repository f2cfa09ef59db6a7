import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder with the programs that tests start as processes of their own. */
    programs: string;
  }
}

const sources = { cli: 'src/cli.ts', replica: 'test/support/replica.ts', 'embedded-owner': 'test/support/embedded-owner.ts' };

/** Translates the programs once for all tests of a run: done at every start, it would be most of what a start costs. */
export default async function makeThePrograms(project: TestProject): Promise<() => Promise<void>> {
  // as deep as what `npm run build` makes: programs look for their files from where they are
  const folder = `${project.config.root}/dist/test-${process.pid}`;
  const make = async () =>
    void (await build({
      entryPoints: sources,
      outdir: folder,
      bundle: true,
      splitting: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
    }));
  await make();
  project.onTestsRerun(make);
  project.provide('programs', folder);
  return () => rm(folder, { recursive: true, force: true });
}
