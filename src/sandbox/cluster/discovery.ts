const version = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.1',
  gitCommit: '93248f9ae092f571eb870b7664c534bfc7d00f03',
  gitTreeState: 'clean',
  buildDate: '2025-09-09T19:37:35Z',
  goVersion: 'go1.24.6',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const appsVersion = { groupVersion: 'apps/v1', version: 'v1' };
const authorizationVersion = { groupVersion: 'authorization.k8s.io/v1', version: 'v1' };

const read = ['get', 'list', 'watch'];
const resource = (name: string, kind: string, namespaced: boolean, verbs: string[]) => ({
  name,
  singularName: kind.toLowerCase(),
  namespaced,
  kind,
  verbs,
});

const resourceList = (groupVersion: string, resources: unknown[]) => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources,
});

/** What the API server tells about itself, by path. */
export const discovery: Readonly<Record<string, unknown>> = {
  '/version': version,
  '/api': { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] },
  '/apis': {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [
      { name: 'apps', versions: [appsVersion], preferredVersion: appsVersion },
      { name: 'authorization.k8s.io', versions: [authorizationVersion], preferredVersion: authorizationVersion },
    ],
  },
  '/api/v1': resourceList('v1', [
    resource('namespaces', 'Namespace', false, read),
    resource('pods', 'Pod', true, [...read, 'delete']),
    resource('pods/log', 'Pod', true, ['get']),
    resource('events', 'Event', true, read),
  ]),
  '/apis/apps': { kind: 'APIGroup', apiVersion: 'v1', name: 'apps', versions: [appsVersion], preferredVersion: appsVersion },
  '/apis/apps/v1': resourceList('apps/v1', [
    resource('deployments', 'Deployment', true, [...read, 'create', 'update', 'patch', 'delete']),
    resource('replicasets', 'ReplicaSet', true, read),
  ]),
  '/apis/authorization.k8s.io/v1': resourceList('authorization.k8s.io/v1', [
    resource('selfsubjectaccessreviews', 'SelfSubjectAccessReview', false, ['create']),
  ]),
};
