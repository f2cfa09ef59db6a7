/** Wraps `work` so that a burst of calls costs two runs: the one under way, and one more after it with the latest facts. */
export function coalesced(work) {
  let running;
  let again = false;
  const loop = async () => {
    do {
      again = false;
      await work();
    } while (again);
  };
  return () => {
    if (running) again = true;
    else
      running = loop().finally(() => {
        running = undefined;
      });
    return running;
  };
}
