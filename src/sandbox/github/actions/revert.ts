import { z } from 'zod';
import { ok, type Reply } from '../replies.ts';
import type { Repository } from '../repository.ts';
import type { Actions, Pull } from './runs.ts';

const Asked = z.object({
  query: z.string(),
  variables: z.object({ id: z.string(), title: z.string().optional(), body: z.string().optional() }),
});

/** `POST /graphql`: the one mutation that REST does not have. GraphQL says no with status 200. */
export function revert(
  base: string,
  all: readonly { repository: Repository; actions: Actions }[],
  body: unknown,
  by: string,
  nextNumber: (actions: Actions) => number,
  { contents, pull_requests: pulls }: Readonly<Record<string, string>>,
): Reply {
  const asked = Asked.safeParse(body);
  if (!asked.success || !asked.data.query.includes('revertPullRequest'))
    return ok({ errors: [{ type: 'UNPROCESSABLE', message: 'The sandbox knows revertPullRequest alone.' }] });
  if (contents !== 'write' || pulls !== 'write') return refusal('Resource not accessible by integration', 'FORBIDDEN');
  const { id, title } = asked.data.variables;
  for (const { repository, actions } of all) {
    const pull = actions.pulls.find(({ number }) => id === `PR_${repository.fullName}#${number}`);
    if (pull === undefined) continue;
    const branch = `revert-${pull.number}-${pull.branch}`;
    if (pull.mergedAt === null || pull.conflicts === true || actions.pulls.some((one) => one.branch === branch))
      return refusal('Pull request cannot be reverted.');
    const reverting: Pull = {
      number: nextNumber(actions),
      title: title ?? `Revert "${pull.title}"`,
      author: by,
      branch,
      headRepo: repository.fullName,
      base: pull.base,
      commits: [],
      state: 'open',
      mergedAt: null,
    };
    actions.pulls.push(reverting);
    const url = `${base}/${repository.fullName}/pull/${reverting.number}`;
    return ok({ data: { revertPullRequest: { revertPullRequest: { number: reverting.number, url } } } });
  }
  return refusal(`Could not resolve to a node with the global id of '${id}'.`);
}

const refusal = (message: string, type = 'UNPROCESSABLE'): Reply =>
  ok({ data: { revertPullRequest: null }, errors: [{ type, path: ['revertPullRequest'], message }] });
