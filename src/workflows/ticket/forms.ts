import { type Forms, knownForms } from '../../domain/ticket/forms.ts';
import { type Bench, defineWorkflow, type Next, rest } from '../../pipeline/workflow.ts';
import { insistOnGitHub } from './raise.ts';

/** Read again when a modal is opened and what is known is older. */
export const formsAgeMs = 3_600_000;

/** Reads a repository's issue forms, so that a modal has them at once. */
export const formsWorkflow = defineWorkflow<Forms, never>({
  of: knownForms,
  steps: { known: readAgain },
  show: () => [],
  onProblem: () => undefined,
  reason: () => 'ok',
});

async function readAgain(known: Forms, bench: Bench): Promise<Next<Forms>> {
  const now = bench.clock.now();
  if (known.readAt !== null && now.getTime() - Date.parse(known.readAt) < formsAgeMs) return rest(known);
  const forms = await insistOnGitHub(bench).forms(known.repo);
  return rest({ ...known, forms, readAt: now.toISOString() });
}
