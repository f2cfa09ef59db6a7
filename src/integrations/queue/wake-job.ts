import type { Job } from 'bullmq';
import { z } from 'zod';
import type { Log } from '../../ports.ts';

const Wake = z.object({ id: z.string() });

/** One id waits at most once. While it is worked on it may be wanted once more; that run begins when this one has ended. */
export const jobFor = (id: string) => ({
  name: 'wake',
  data: { id },
  opts: { deduplication: { id, keepLastIfActive: true }, removeOnComplete: true, removeOnFail: true },
});

/** Runs one wake. What fails is only logged: the records know what is due. */
export const runnerOf =
  (run: (id: string) => Promise<void>, log: Log) =>
  async (job: Job): Promise<void> => {
    try {
      await run(Wake.parse(job.data).id);
    } catch (problem) {
      log.error({ job: job.data, problem }, 'What the queue woke could not be worked on');
    }
  };
