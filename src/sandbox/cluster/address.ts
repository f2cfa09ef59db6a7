/** What a path of the Kubernetes API points at: `/apis/apps/v1/namespaces/production/deployments/checkout/status`. */
export interface Address {
  group: string;
  resource: string;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

export function addressOf(path: string): Address | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const group = parts[0] === 'api' && parts[1] === 'v1' ? '' : parts[0] === 'apis' && parts[2] === 'v1' ? parts[1] : undefined;
  if (group === undefined) return undefined;
  const rest = parts.slice(group === '' ? 2 : 3);
  // `/namespaces/x` is the namespace itself, `/namespaces/x/pods` is what lies in it.
  const namespace = rest[0] === 'namespaces' && rest.length > 2 ? rest[1] : undefined;
  const [resource, name, subresource, ...more] = namespace === undefined ? rest : rest.slice(2);
  if (resource === undefined || more.length > 0) return undefined;
  return { group, resource, namespace, name, subresource };
}
