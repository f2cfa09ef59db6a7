import { Outage, Refusal } from '../../domain/problems.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Cluster, Code, Registry, Target } from '../../ports.ts';
import { type Finding, ill, well } from './finding.ts';

/** Whether GitHub lets the bot read the repositories of the services. */
export async function examineCode(code: Code | undefined, { services }: Settings): Promise<Finding[]> {
  const repos = [...new Set(Object.values(services).flatMap(({ repo }) => repo ?? []))];
  if (repos.length === 0) return [];
  if (code === undefined)
    return [
      ill(
        'GitHub',
        'services name repositories, and there is no way in.',
        'Set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, or GITHUB_TOKEN.',
      ),
    ];
  return Promise.all(
    repos.map(async (repo) => {
      try {
        // a tag that is not there is an answer too: the repository can be read
        await code.commitOf(repo, 'shipmate-doctor');
        return well(repo, 'can be read.');
      } catch (problem) {
        return ill(
          repo,
          `cannot be read: ${reasonOf(problem)}.`,
          'Install the GitHub App on it with contents, checks and statuses: read, or correct "repo".',
        );
      }
    }),
  );
}

/** Whether each registry tells what versions there are. */
export async function examineRegistries(registry: Pick<Registry, 'tags'>, { services }: Settings): Promise<Finding[]> {
  const images = [...new Set(Object.values(services).map(({ image }) => image))];
  return Promise.all(
    images.map(async (image) => {
      try {
        const [newest] = await registry.tags(image);
        return newest === undefined
          ? ill(image, 'has no versions.', 'Push one, or correct "image" in the settings.')
          : well(image, `can be read: its newest is ${newest}.`);
      } catch (problem) {
        return ill(image, `cannot be read: ${reasonOf(problem)}.`, 'Check "image", and that it can be read from here without a login.');
      }
    }),
  );
}

/** Whether each target is there, and the cluster lets the bot change it. */
export async function examineClusters(cluster: Cluster, { services, environments }: Settings): Promise<Finding[]> {
  const targets = Object.entries(services).flatMap(([service, { targets }]) =>
    Object.entries(targets).flatMap(([environment, { deployment, container }]) => {
      const where = environments[environment]?.cluster;
      return where === undefined ? [] : [{ lane: `${service}/${environment}`, target: { ...where, deployment, container } }];
    }),
  );
  return Promise.all(targets.map(({ lane, target }) => examineTarget(cluster, lane, target)));
}

async function examineTarget(cluster: Cluster, lane: string, target: Target): Promise<Finding> {
  const { context, namespace, deployment, container } = target;
  try {
    const rights = await cluster.mayWrite(target);
    if (!rights.allowed) return ill(lane, rights.say, `Bind the role of deploy/target-rights.yaml in namespace ${namespace}.`);
    const workload = await cluster.look(target);
    if (workload === undefined)
      return ill(lane, `there is no Deployment ${deployment} in ${namespace}.`, 'Create it, or correct the target in the settings.');
    if (!workload.containers.includes(container))
      return ill(lane, `${deployment} has no container ${container}.`, `Name one of ${workload.containers.join(', ')} in the settings.`);
    if (workload.managedBy !== undefined)
      return ill(
        lane,
        `${deployment} is kept by ${workload.managedBy}, which would undo a deploy.`,
        `Take it out of ${workload.managedBy}, or out of the settings.`,
      );
    return well(lane, `${deployment} may be changed.`);
  } catch (problem) {
    return ill(lane, `cluster ${context} cannot be asked: ${reasonOf(problem)}.`, 'Check KUBECONFIG and the way to the cluster.');
  }
}

/** Whether the database takes writes. */
export async function examineDatabase(check: () => Promise<void>): Promise<Finding> {
  try {
    await check();
    return well('Database', 'can be written to.');
  } catch (problem) {
    return ill('Database', `${reasonOf(problem)}.`, 'Start it, correct DATABASE_URL, or give its user the right to write.');
  }
}

/** An outage tells who did not answer, its cause why. */
function reasonOf(problem: unknown): string {
  const said = problem instanceof Outage && problem.cause instanceof Error && problem.cause.message !== '' ? problem.cause : problem;
  const text = said instanceof Refusal ? said.say : said instanceof Error ? said.message : String(said);
  return text.replace(/\.$/, '');
}
