import { z } from 'zod';
import type { Repository } from '../repository.ts';
import type { ActionsReply } from './routes.ts';
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
): ActionsReply {
  const asked = Asked.safeParse(body);
  if (!asked.success || !asked.data.query.includes('revertPullRequest'))
    return { status: 200, body: { errors: [{ type: 'UNPROCESSABLE', message: 'The sandbox knows revertPullRequest alone.' }] } };
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
    return { status: 200, body: { data: { revertPullRequest: { revertPullRequest: { number: reverting.number, url } } } } };
  }
  return refusal(`Could not resolve to a node with the global id of '${id}'.`);
}

const refusal = (message: string): ActionsReply => ({
  status: 200,
  body: { data: { revertPullRequest: null }, errors: [{ type: 'UNPROCESSABLE', path: ['revertPullRequest'], message }] },
});
