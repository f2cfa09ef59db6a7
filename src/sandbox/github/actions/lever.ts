import { z } from 'zod';
import { CannotDo } from '../../slack/index.ts';
import { people, services } from '../../world.ts';
import type { BuildsDouble } from './double.ts';
import type { JobStory } from './runs.ts';

/** A build as somebody at the sandbox's page asks for it. */
export const BuildLever = z.strictObject({
  repo: z.enum(services.map((service) => `acme/${service}`)).default('acme/checkout'),
  /** `flaky` is green when it is run again; `runnerLost` is nobody's fault. `unheard`: GitHub's webhook about it gets lost. */
  outcome: z.enum(['red', 'green', 'flaky', 'runnerLost']),
  unheard: z.boolean().default(false),
  branch: z.string().min(1).max(200).optional(),
  workflow: z.string().min(1).max(100).optional(),
  author: z.enum(people.map(({ name }) => name)).optional(),
  title: z.string().min(1).max(1_000).optional(),
  /** Opens one for the branch; `fork` is the repository of a stranger. */
  pullRequest: z.strictObject({ title: z.string().max(1_000).optional(), fork: z.string().max(100).optional() }).optional(),
  /** What the failing step says. */
  log: z.string().max(1_000_000).optional(),
});
export type BuildLever = z.output<typeof BuildLever>;

const usualLog = `
 FAIL  test/orders.spec.ts > Orders > refunds a paid order
AssertionError: expected 500 to be 200 // Object.is equality

- Expected
+ Received

- 200
+ 500

 ❯ test/orders.spec.ts:88:23
`;
const lost =
  'The hosted runner lost communication with the server. Anything in your workflow that terminates the runner process, starves it for CPU/Memory, or blocks its network access can cause this error.';

export function pull(
  builds: BuildsDouble,
  { repo, outcome, unheard, log = usualLog, ...story }: BuildLever,
): { run: number; number: number } {
  const green: JobStory[] = [{ name: 'unit-tests', conclusion: 'success' }];
  const red: JobStory[] = [{ name: 'unit-tests', step: 'Run npm test', log }];
  const gone: JobStory[] = [
    { name: 'unit-tests', runner: null, annotations: [{ path: '.github', line: 1, level: 'failure', message: lost }] },
  ];
  const jobs = { red, flaky: red, green, runnerLost: gone }[outcome];
  try {
    const run = builds.runs(
      repo,
      { ...withoutAbsent(story), jobs, ...(outcome === 'flaky' && { afterwards: [green] }) },
      unheard ? 'unheard' : undefined,
    );
    return { run: run.id, number: run.number };
  } catch (problem) {
    throw new CannotDo(String(problem));
  }
}

type Wanted = Pick<BuildLever, 'branch' | 'workflow' | 'author' | 'title' | 'pullRequest'>;

const withoutAbsent = ({ branch, workflow, author, title, pullRequest }: Wanted) => ({
  ...(branch !== undefined && { branch }),
  ...(workflow !== undefined && { workflow }),
  ...(author !== undefined && { author }),
  ...(title !== undefined && { title }),
  ...(pullRequest !== undefined && {
    pullRequest: {
      ...(pullRequest.title !== undefined && { title: pullRequest.title }),
      ...(pullRequest.fork !== undefined && { fork: pullRequest.fork }),
    },
  }),
});
