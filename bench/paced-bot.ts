import { runUntilToldToStop } from '../src/cli/until-told-to-stop.ts';
import { readEnvironment } from '../src/config/environment.ts';
import { startShipmate } from '../src/serve.ts';

/** The bot itself, with another pause between two writes to GitHub than the second that GitHub asks for: in milliseconds, the first argument. */
const read = readEnvironment();
if ('problems' in read || read.environment.mode !== 'slack') throw new Error('The environment of the bench cannot be read.');
const { environment } = read;
const terminal = { out: console.log, err: console.error };
process.exitCode = await runUntilToldToStop(
  () => startShipmate({ environment, role: 'both', githubWriteGapMs: Number(process.argv[2]) }),
  terminal,
  () => {},
);
