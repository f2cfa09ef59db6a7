import type { Workload } from '../../ports.ts';
import type { Deployment } from './schema.ts';

/**
 * The GitOps tool that would undo what we patch. Argo CD marks by annotation (the default since 3.0) or by label;
 * its default label is also set by every Helm chart, so there the field managers decide. Flux marks by label.
 */
export function managerOf({ metadata: { annotations, labels, managedFields } }: Deployment): Workload['managedBy'] {
  if (annotations['argocd.argoproj.io/tracking-id'] || labels['argocd.argoproj.io/instance']) return 'Argo CD';
  const writtenByArgo =
    labels['app.kubernetes.io/managed-by'] === 'argocd' || managedFields.some(({ manager }) => manager.startsWith('argocd'));
  if (labels['app.kubernetes.io/instance'] && writtenByArgo) return 'Argo CD';
  if (labels['helm.toolkit.fluxcd.io/name']) return 'Flux';
  if (labels['kustomize.toolkit.fluxcd.io/name'] && annotations['kustomize.toolkit.fluxcd.io/reconcile'] !== 'disabled') return 'Flux';
  return undefined;
}
