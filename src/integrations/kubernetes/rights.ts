import type { Target } from '../../ports.ts';
import type { Api } from './api.ts';
import { problemOf, sayMissing } from './problems.ts';
import { read } from './reading.ts';
import { groupOf, type Resource } from './resource.ts';
import { AccessReview } from './schema.ts';

export async function mayWrite(api: Api, { namespace, deployment, context }: Target): Promise<{ allowed: boolean; say: string }> {
  const needed: Resource[] = [
    { verb: 'patch', resource: 'deployments', namespace, name: deployment },
    { verb: 'get', resource: 'deployments', namespace, name: deployment },
    ...(['deployments', 'replicasets', 'pods'] as const).flatMap((resource): Resource[] => [
      { verb: 'list', resource, namespace },
      { verb: 'watch', resource, namespace },
    ]),
  ];
  const answers = await Promise.all(needed.map((asked) => mayDo(api, asked)));
  const missing = needed.filter((_, index) => !answers[index]);
  if (missing.length > 0) return { allowed: false, say: sayMissing(missing, context) };
  return { allowed: true, say: `The cluster lets me change ${deployment} in namespace \`${namespace}\` of \`${context}\`.` };
}

/** Asks the API server whether we have a right, before anything is tried. */
export async function mayDo(api: Api, { verb, resource, namespace, name }: Resource): Promise<boolean> {
  const attributes = { verb, group: groupOf({ resource }), resource, namespace, ...(name !== undefined && { name }) };
  const answer = await api.connection.send({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      type: 'application/json',
      content: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: attributes },
      },
    },
  });
  if (answer.status !== 200 && answer.status !== 201) throw problemOf(answer, { verb, resource, namespace }, api.context);
  return read(AccessReview, answer.body).status.allowed;
}
