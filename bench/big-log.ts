import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { createBuilds } from '../src/integrations/github/builds.ts';
import { createClient } from '../src/integrations/github/client.ts';

/** Reads the log of a job in a process of its own, and tells what that took. */
export const Errand = z.object({ apiUrl: z.string(), token: z.string(), repo: z.string(), small: z.string(), big: z.string() });
export type Errand = z.infer<typeof Errand>;

export const Memory = z.object({ restMb: z.number(), peakMb: z.number(), seconds: z.number(), say: z.string() });
export type Memory = z.infer<typeof Memory>;

const toMb = (bytes: number) => bytes / 1024 / 1024;

process.on('message', (message) => {
  void readIt(Errand.parse(message)).then((memory) => process.send?.(memory));
});

async function readIt({ apiUrl, token, repo, small, big }: Errand): Promise<Memory> {
  const builds = createBuilds(createClient({ apiUrl, auth: { token } }), apiUrl);
  // whatever is loaded for the first log is not the second one's doing
  await builds.log(repo, small);
  await pause(500);
  const restMb = toMb(process.memoryUsage.rss());
  let peakMb = restMb;
  const watching = setInterval(() => {
    peakMb = Math.max(peakMb, toMb(process.memoryUsage.rss()));
  }, 10);
  const begun = performance.now();
  const answer = await builds.log(repo, big);
  clearInterval(watching);
  return {
    restMb,
    peakMb: Math.max(peakMb, toMb(process.memoryUsage.rss())),
    seconds: (performance.now() - begun) / 1000,
    say: answer.outcome === 'read' ? answer.reading.say : answer.why,
  };
}
