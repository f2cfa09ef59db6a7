import { readdir, readFile } from 'node:fs/promises';

/** What a server has used of the processors, in milliseconds: the process itself, and those it has started, such as its database. */
export interface Used {
  own: number;
  below: number;
}

/** So far. Other than the time on the clock it depends little on what else the machine does. Only Linux tells; elsewhere nothing is known. */
export async function processorTimeOf(root: number): Promise<Used> {
  if (process.platform !== 'linux') return { own: Number.NaN, below: Number.NaN };
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) if (/^\d+$/.test(name)) parents.set(Number(name), await parentOf(name));
  const used = { own: await usedBy(root), below: 0 };
  for (const pid of parents.keys()) if (pid !== root && isBelow(pid)) used.below += await usedBy(pid);
  return used;

  function isBelow(pid: number): boolean {
    let at: number | undefined = pid;
    while (at !== undefined && at !== root) at = parents.get(at);
    return at === root;
  }
}

async function parentOf(pid: string): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // the name stands in parentheses and may hold anything; the state and then the parent follow
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** All its threads together. */
async function usedBy(pid: number): Promise<number> {
  let ms = 0;
  for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
    const nanoseconds = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0');
    ms += Number(nanoseconds.split(' ', 1)[0]) / 1e6;
  }
  return ms;
}
