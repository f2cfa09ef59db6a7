import { isDeepStrictEqual } from 'node:util';
import type { Clock } from './clock.ts';
import { isObject, withoutNulls } from './json.ts';
import { managedFieldsAfter } from './managed-fields.ts';
import type { Deployment } from './objects.ts';
import { alreadyExists, badRequest, conflict, forbidden, internalError, invalid, notFound, type Target } from './status.ts';
import { freshMetadata, type Store } from './store.ts';
import type { Troubles } from './troubles.ts';
import { validDeployment } from './validation.ts';

export interface WriteOptions {
  fieldManager: string;
  dryRun: boolean;
  /** For those whom the webhook does not ask about. */
  pastAdmission?: boolean;
}

/** Every way a Deployment is written by somebody who is not the controller: validation, admission, preconditions, generation. */
export interface DeploymentWrites {
  create(namespace: string, body: unknown, options: WriteOptions): Deployment;
  /** `change` gets the object as it is and answers what it is to become (a patch applied, or the body of a PUT). */
  replace(namespace: string, name: string, change: (current: Deployment) => unknown, options: WriteOptions): Deployment;
}

export function createDeploymentWrites(store: Store, clock: Clock, troubles: Troubles): DeploymentWrites {
  return {
    create(namespace, body, { fieldManager, dryRun, pastAdmission }) {
      const metadata = isObject(body) && isObject(body.metadata) ? body.metadata : {};
      const name = typeof metadata.name === 'string' ? metadata.name : '';
      const target = targetOf(namespace, name);
      refuseInTerminatingNamespace(store, namespace, target);
      if (store.deployments.get(namespace, name)) throw alreadyExists(target);
      if (!pastAdmission) admit(troubles, target);
      const fresh = { ...metadata, namespace, ...freshMetadata(clock), generation: 1 };
      const deployment = validDeployment(name, withoutNulls({ ...(isObject(body) && body), metadata: fresh, status: {} }));
      deployment.metadata.managedFields = managedFieldsAfter(undefined, deployment, fieldManager, clock.timestamp());
      return dryRun ? deployment : store.deployments.create(deployment);
    },

    replace(namespace, name, change, { fieldManager, dryRun, pastAdmission }) {
      const target = targetOf(namespace, name);
      const current = store.deployments.get(namespace, name);
      if (!current) throw notFound(target);
      const wanted = withoutNulls(change(structuredClone(current)));
      if (!isObject(wanted) || !isObject(wanted.metadata)) throw badRequest('the object provided is unrecognized: it has no metadata');
      checkPreconditions(target, wanted.metadata, current);
      const next = validDeployment(name, { ...wanted, metadata: { ...wanted.metadata, ...keptBy(current) }, status: current.status });
      if (!isDeepStrictEqual(next.spec.selector, current.spec.selector)) {
        throw invalid('Deployment', name, [
          { reason: 'FieldValueInvalid', message: 'Invalid value: field is immutable', field: 'spec.selector' },
        ]);
      }
      if (!pastAdmission) admit(troubles, target);
      if (isDeepStrictEqual(next, current)) return current;
      next.metadata.managedFields = managedFieldsAfter(current, next, fieldManager, clock.timestamp());
      if (!isDeepStrictEqual(next.spec, current.spec)) next.metadata.generation = (current.metadata.generation ?? 0) + 1;
      if (dryRun) return next;
      return store.deployments.update(current, (draft) => void Object.assign(draft, next)) ?? next;
    },
  };
}

/** What no client can change. */
const keptBy = ({ metadata }: Deployment) => ({
  name: metadata.name,
  namespace: metadata.namespace,
  uid: metadata.uid,
  resourceVersion: metadata.resourceVersion,
  generation: metadata.generation,
  creationTimestamp: metadata.creationTimestamp,
  managedFields: metadata.managedFields,
  ...(metadata.deletionTimestamp !== undefined && { deletionTimestamp: metadata.deletionTimestamp }),
});

function checkPreconditions(target: Target, wanted: Record<string, unknown>, { metadata }: Deployment): void {
  if (wanted.name !== metadata.name) {
    throw badRequest(`the name of the object (${String(wanted.name)}) does not match the name on the URL (${metadata.name})`);
  }
  if (wanted.uid !== undefined && wanted.uid !== metadata.uid) {
    throw conflict(target, `Precondition failed: UID in precondition: ${String(wanted.uid)}, UID in object meta: ${metadata.uid}`);
  }
  if (wanted.resourceVersion !== undefined && wanted.resourceVersion !== metadata.resourceVersion) {
    throw conflict(target, 'the object has been modified; please apply your changes to the latest version and try again');
  }
}

function admit({ admission }: Troubles, target: Target): void {
  const webhook = 'policy.acme.example';
  switch (admission.kind) {
    case 'allows':
      return;
    case 'denies': {
      const denied = forbidden(target, '');
      denied.status.message = `admission webhook "${webhook}" denied the request: ${admission.message}`;
      throw denied;
    }
    case 'timesOut':
      throw internalError(
        `failed calling webhook "${webhook}": failed to call webhook: Post "https://policy.acme.svc:443/validate?timeout=10s": context deadline exceeded`,
      );
  }
}

function refuseInTerminatingNamespace(store: Store, namespace: string, target: Target): void {
  const found = store.namespaces.get(undefined, namespace);
  if (!found) throw notFound({ group: '', resource: 'namespaces', name: namespace });
  if (found.status.phase === 'Terminating') {
    const refused = forbidden(target, `unable to create new content in namespace ${namespace} because it is being terminated`);
    refused.status.details = {
      ...refused.status.details,
      causes: [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }],
    };
    throw refused;
  }
}

const targetOf = (namespace: string, name: string): Target => ({ group: 'apps', resource: 'deployments', namespace, name });
