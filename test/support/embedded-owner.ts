import { startEmbedded } from '../../src/integrations/store/embedded.ts';
import { silentLog } from './silent-log.ts';

/** A process that owns a data folder until its input ends. Tells how to reach the database, or why it cannot. */
const [dataDir = ''] = process.argv.slice(2);
try {
  const { connection, pid, stop } = await startEmbedded({ dataDir, log: silentLog });
  console.log(JSON.stringify({ connection, pid }));
  process.stdin.resume().on('end', () => void stop().then(() => process.exit(0)));
} catch (problem) {
  console.log(JSON.stringify({ problem: problem instanceof Error ? problem.message : String(problem) }));
  process.exit(1);
}
