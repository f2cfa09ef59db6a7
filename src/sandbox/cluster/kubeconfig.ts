import { stringify } from 'yaml';
import { user } from './rbac.ts';

/** Plain HTTP with a token: client-node asks for `insecure-skip-tls-verify` before it speaks to an http server. */
export function kubeconfig(url: string, token: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'acme',
    contexts: [{ name: 'acme', context: { cluster: 'acme', user } }],
    clusters: [{ name: 'acme', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: user, user: { token } }],
  });
}
