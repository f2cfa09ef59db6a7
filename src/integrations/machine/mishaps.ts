import type { Log } from '../../ports.ts';

/**
 * What nobody caught. A promise that failed unheard broke off one errand (a library's, on a socket message it cannot read, does): it is
 * told, and everything else goes on, because a message that comes again and again must not end every replica. An exception that nobody
 * caught may have left anything half done: the process ends, and goes on from what was written down when it is started again.
 * Returns the way to look away.
 */
export function catchMishaps(log: Log): () => void {
  const goOn = (problem: unknown) => log.error({ err: problem }, 'Something failed and nobody listened');
  const end = (problem: unknown) => {
    log.error({ err: problem }, 'Something broke where nobody expected it; the process ends, to be started again');
    process.exit(1);
  };
  process.on('unhandledRejection', goOn);
  process.on('uncaughtException', end);
  return () => {
    process.off('unhandledRejection', goOn);
    process.off('uncaughtException', end);
  };
}
