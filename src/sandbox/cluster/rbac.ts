import { z } from 'zod';
import { badRequest, forbidden, type Target } from './status.ts';

/** What may be taken away from the user of the kubeconfig; what a rule leaves open stands for anything. */
export interface Rule {
  verb?: string;
  /** As in a Role: `deployments`, `pods/log`. */
  resource?: string;
  namespace?: string;
}

export interface Attempt extends Target {
  verb: string;
}

export interface Rbac {
  deny(rule: Rule): void;
  allow(): void;
  check(attempt: Attempt): void;
  /** The answer to a SelfSubjectAccessReview. */
  review(body: unknown): unknown;
}

export const user = 'shipmate';

const Review = z.looseObject({
  spec: z.looseObject({
    resourceAttributes: z.looseObject({
      verb: z.string(),
      resource: z.string(),
      subresource: z.string().optional(),
      group: z.string().default(''),
      namespace: z.string().optional(),
      name: z.string().optional(),
    }),
  }),
});

export function createRbac(): Rbac {
  let denied: Rule[] = [];
  const isDenied = ({ verb, resource, namespace }: Attempt): boolean =>
    denied.some(
      (rule) => (rule.verb ?? verb) === verb && (rule.resource ?? resource) === resource && (rule.namespace ?? namespace) === namespace,
    );
  return {
    deny: (rule) => void denied.push(rule),
    allow() {
      denied = [];
    },
    check(attempt) {
      if (isDenied(attempt)) throw forbidden(attempt, reason(attempt));
    },
    review(body) {
      const parsed = Review.safeParse(body);
      if (!parsed.success) throw badRequest('spec.resourceAttributes: Required value');
      const { verb, resource, subresource, group, namespace } = parsed.data.spec.resourceAttributes;
      const attempt = { verb, group, namespace, resource: subresource ? `${resource}/${subresource}` : resource };
      return {
        kind: 'SelfSubjectAccessReview',
        apiVersion: 'authorization.k8s.io/v1',
        metadata: {},
        spec: parsed.data.spec,
        status: isDenied(attempt) ? { allowed: false, reason: reason(attempt) } : { allowed: true, reason: 'RBAC: allowed' },
      };
    },
  };
}

function reason({ verb, resource, group, namespace }: Attempt): string {
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return `User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
}
