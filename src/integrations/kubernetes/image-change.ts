import { Refusal } from '../../domain/problems.ts';
import type { ImageChange, ImageSet, Target, Workload } from '../../ports.ts';
import type { Api } from './api.ts';
import { workloadOf } from './facts.ts';
import { getDeployment } from './family.ts';
import { marks } from './marks.ts';
import { expectOk, isNotFound, isStatus, ownWords, saysNo } from './problems.ts';
import { read } from './reading.ts';
import { pathOf, type Resource } from './resource.ts';
import { mayDo } from './rights.ts';
import { Deployment } from './schema.ts';
import { shortened } from './words.ts';

/** Annotations may hold 256 KiB together; ours are for a person's eye. */
const longestMark = 200;
const longestCause = 1_000;

/** Sends one patch, or none when the Deployment carries our mark and image already. */
export async function setImage(api: Api, target: Target, change: ImageChange): Promise<ImageSet> {
  const deployment = await getDeployment(api, target);
  if (deployment === undefined) throw gone(target);
  const workload = workloadOf(deployment, target.container);
  refuseWhatCannotBe(workload, target, change);
  const { deployId, image, generation, resourceVersion } = workload;
  if (deployId === mark(change.deployId) && image === change.image) return { outcome: 'set', generation };
  if (resourceVersion !== change.resourceVersion) return { outcome: 'conflict' };

  const asked: Resource = { verb: 'patch', resource: 'deployments', namespace: target.namespace, name: target.deployment };
  const answer = await api.connection.send({
    method: 'PATCH',
    path: pathOf(asked),
    query: { fieldManager: 'shipmate' },
    body: { type: 'application/strategic-merge-patch+json', content: patchOf(target, change) },
  });
  if (answer.status === 409) return { outcome: 'conflict' };
  if (isNotFound(answer)) throw gone(target);
  // Admission webhooks and quotas say 403 as well. Only the API server itself can tell which it was.
  if (answer.status === 403 && (await mayDo(api, asked))) throw saysNo(answer);
  // the API server itself is well: something it asks on the way, such as an admission webhook, is not
  if (answer.status === 500 && isStatus(answer)) return { outcome: 'failed', say: ownWords(answer) };
  return { outcome: 'set', generation: read(Deployment, expectOk(answer, asked, api.context).body).metadata.generation };
}

function refuseWhatCannotBe({ containers, fence, deployId = 'unknown' }: Workload, target: Target, change: ImageChange): void {
  // A merge by name would add a container that is not there.
  if (!containers.includes(target.container)) {
    throw new Refusal(
      'executor_error',
      `Deployment ${target.deployment} has no container \`${target.container}\`; it has ${containers.join(', ')}. Correct the target in shipmate.yaml.`,
    );
  }
  if (fence !== undefined && fence > change.fence) {
    throw new Refusal(
      'executor_error',
      `A newer deploy (${deployId}) has changed ${target.deployment} meanwhile, so nothing was changed. Look at it before you deploy again.`,
    );
  }
}

function patchOf({ container }: Target, { image, version, deployId, fence, cause, resourceVersion }: ImageChange): object {
  return {
    metadata: {
      resourceVersion,
      annotations: {
        [marks.deploy]: mark(deployId),
        [marks.fence]: String(fence),
        [marks.version]: mark(version),
        [marks.cause]: shortened(cause, longestCause),
      },
    },
    spec: { template: { spec: { containers: [{ name: container, image }] } } },
  };
}

const mark = (text: string): string => shortened(text, longestMark);

const gone = ({ deployment, namespace, context }: Target): Refusal =>
  new Refusal('executor_error', `There is no Deployment ${deployment} in namespace \`${namespace}\` of \`${context}\` any more.`);
