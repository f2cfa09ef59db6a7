import type { Clock } from './clock.ts';
import type { DeploymentController } from './deployment-controller.ts';
import type { DeploymentWrites } from './deployment-writes.ts';
import type { ClusterDouble } from './face.ts';
import type { Kubelet } from './kubelet.ts';
import type { Deployment } from './objects.ts';
import { type Manifest, manifestOf } from './seed.ts';
import type { Store } from './store.ts';

type SomebodyElse = Pick<ClusterDouble, 'apply' | 'seedDeployment' | 'edit' | 'scale' | 'deleteDeployment' | 'terminateNamespace'>;

interface Parts {
  store: Store;
  clock: Clock;
  writes: DeploymentWrites;
  kubelet: Kubelet;
  controller: DeploymentController;
}

/** What people and controllers other than the bot do to the cluster. Admission lets them pass. */
export function createSomebodyElse({ store, clock, writes, kubelet, controller }: Parts): SomebodyElse {
  function apply(manifest: Manifest): void {
    const options = { fieldManager: 'kubectl-client-side-apply', dryRun: false, pastAdmission: true };
    const { name, namespace, labels, annotations } = manifest.metadata;
    if (!store.deployments.get(namespace, name)) {
      writes.create(namespace, { apiVersion: 'apps/v1', kind: 'Deployment', ...manifest }, options);
      return;
    }
    const laidOver = (current: Deployment): unknown => ({
      ...current,
      metadata: {
        ...current.metadata,
        labels: { ...current.metadata.labels, ...labels },
        annotations: { ...current.metadata.annotations, ...annotations },
      },
      spec: manifest.spec,
    });
    writes.replace(namespace, name, laidOver, options);
  }

  function edit(name: string, namespace: string, mutate: (deployment: Deployment) => void): void {
    const mutated = (current: Deployment): Deployment => {
      mutate(current);
      return current;
    };
    writes.replace(namespace, name, mutated, { fieldManager: 'kubectl-edit', dryRun: false, pastAdmission: true });
  }

  return {
    apply,
    edit,
    seedDeployment(seed) {
      const { namespace, name, paused = false } = seed;
      kubelet.bringUpAtOnce(() => {
        apply(manifestOf(seed));
        // The first look makes the pods, the second finds them ready, the third has nothing left to say.
        for (let look = 0; look < 3; look += 1) controller.reconcile(namespace, name);
      });
      if (!paused) return;
      // Only now: a Deployment that is born paused never gets any pods.
      edit(name, namespace, ({ spec }) => {
        spec.paused = true;
      });
      controller.reconcile(namespace, name);
    },
    scale: (name, namespace, replicas) =>
      edit(name, namespace, ({ spec }) => {
        spec.replicas = replicas;
      }),
    deleteDeployment(name, namespace) {
      const deployment = store.deployments.get(namespace, name);
      if (deployment) store.deployments.remove(deployment);
    },
    terminateNamespace(name) {
      const found = store.namespaces.get(undefined, name);
      if (!found) return;
      store.namespaces.update(found, (draft) => {
        draft.metadata.deletionTimestamp = clock.timestamp();
        draft.status.phase = 'Terminating';
      });
      clock.after(emptyingMs, () => {
        for (const deployment of store.deployments.list(name)) store.deployments.remove(deployment);
      });
    },
  };
}

const emptyingMs = 1_000;
