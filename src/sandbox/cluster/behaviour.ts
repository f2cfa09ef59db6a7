/** How a container of a version behaves once it is asked to run, in cluster time. */
export interface Behaviour {
  pulls: boolean;
  configured: boolean;
  /** From its start until the readiness probe passes. Undefined: it never does. */
  readyAfterMs: number | undefined;
  /** From its start until it ends by itself, and how. */
  ends?: { afterMs: number; exitCode: number; reason: 'Error' | 'OOMKilled' };
}

const good: Behaviour = { pulls: true, configured: true, readyAfterMs: 700 };

const misbehaviours: Record<string, Behaviour> = {
  crash: { ...good, readyAfterMs: undefined, ends: { afterMs: 250, exitCode: 1, reason: 'Error' } },
  oom: { ...good, readyAfterMs: undefined, ends: { afterMs: 350, exitCode: 137, reason: 'OOMKilled' } },
  pull: { ...good, pulls: false },
  config: { ...good, configured: false },
  slow: { ...good, readyAfterMs: 12_000 },
  unready: { ...good, readyAfterMs: undefined },
  late: { ...good, ends: { afterMs: 4_700, exitCode: 1, reason: 'Error' } },
};

/** The suffix of a version says how it misbehaves: `v1.4.0-crash`. Without one it is good. */
export function behaviourOf(version: string): Behaviour {
  const suffix = /-(crash|oom|pull|config|slow|unready|late)(?![a-z])/.exec(version)?.[1];
  return misbehaviours[suffix ?? ''] ?? good;
}
