/** What is asked for, in the words in which rights are given. */
export interface Resource {
  verb: 'get' | 'list' | 'watch' | 'patch';
  resource: 'deployments' | 'replicasets' | 'pods' | 'events' | 'pods/log';
  namespace: string;
  name?: string;
}

export const groupOf = ({ resource }: Pick<Resource, 'resource'>): string =>
  resource === 'deployments' || resource === 'replicasets' ? 'apps' : '';

export function pathOf({ resource, namespace, name }: Omit<Resource, 'verb'>): string {
  const [kind, part] = resource.split('/');
  const pieces = ['namespaces', namespace, kind, name, part].filter((piece) => piece !== undefined);
  return `${groupOf({ resource }) === 'apps' ? '/apis/apps/v1' : '/api/v1'}/${pieces.map(encodeURIComponent).join('/')}`;
}
