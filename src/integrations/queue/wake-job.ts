import type { Job } from 'bullmq';
import { z } from 'zod';
import type { Log } from '../../ports.ts';

const Wakes = z.object({ ids: z.array(z.string()) });

const leavesNothing = { removeOnComplete: true, removeOnFail: true };

/** One id waits at most once. While it is worked on it may be wanted once more; that run begins when this one has ended. */
const jobOf = (id: string) => ({
  name: 'wake',
  data: { ids: [id] },
  opts: { deduplication: { id, keepLastIfActive: true }, ...leavesNothing },
});

/** Several that were woken together: for those who wake them this costs little more than one. Whoever takes it gives each a job of its own. */
const jobOfAll = (ids: string[]) => ({ name: 'wakes', data: { ids }, opts: leavesNothing });

/** What BullMQ's queue offers of all that. */
interface Jobs {
  addBulk(jobs: ReturnType<typeof jobOf>[]): Promise<unknown>;
  add(name: string, data: object, opts: object): Promise<unknown>;
}

export async function addWakes(queue: Jobs, ids: string[]): Promise<void> {
  const [first, second] = ids;
  if (first === undefined) return;
  const { name, data, opts } = second === undefined ? jobOf(first) : jobOfAll(ids);
  await queue.add(name, data, opts);
}

/** Runs one wake. What fails is only logged: the records know what is due. */
export const runnerOf =
  (queue: Jobs, run: (id: string) => Promise<void>, log: Log) =>
  async (job: Job): Promise<void> => {
    try {
      const { ids } = Wakes.parse(job.data);
      const [first, second] = ids;
      if (second !== undefined) await queue.addBulk(ids.map(jobOf));
      else if (first !== undefined) await run(first);
    } catch (problem) {
      log.error({ job: job.data, problem }, 'What the queue woke could not be worked on');
    }
  };
