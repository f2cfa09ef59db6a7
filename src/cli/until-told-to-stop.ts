import type { Running } from './rooms.ts';
import type { Status, Terminal } from './verb.ts';

/** Kubernetes and process managers kill what takes longer; whatever is cut off is taken up at the next start. */
const drainForMs = 18_000;

/**
 * Opens what is to run and keeps it until SIGTERM or SIGINT: the first lets it come to rest, the second ends it at once.
 * A signal during the start counts as well.
 */
export async function runUntilToldToStop(
  open: () => Promise<Running>,
  terminal: Terminal,
  greet: (running: Running) => void,
): Promise<Status> {
  let tell = (): void => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  let signals = 0;
  const onSignal = () => {
    signals += 1;
    if (signals > 1) process.exit(1);
    tell();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  try {
    const running = await open();
    if (signals === 0) greet(running);
    await told;
    return await drain(running, terminal);
  } finally {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
  }
}

async function drain(running: Running, terminal: Terminal): Promise<Status> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<'tooLong'>((resolve) => {
    timer = setTimeout(() => resolve('tooLong'), drainForMs);
  });
  const outcome = await Promise.race([running.stop(), tooLong]);
  clearTimeout(timer);
  if (outcome !== 'tooLong') return 0;
  terminal.err('Not everything came to rest in time; it is taken up where it was at the next start.');
  return 1;
}
