/** What Shipmate writes on a Deployment itself, never on its pod template: a mark alone starts no pod. */
export const marks = {
  deploy: 'shipmate.dev/deploy',
  fence: 'shipmate.dev/fence',
  version: 'shipmate.dev/version',
  cause: 'kubernetes.io/change-cause',
} as const;
