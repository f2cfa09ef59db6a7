import type { Clock } from '../../ports.ts';

const most = 10_000;

export interface Remembered<T> {
  /** What was learned at most `maxAgeMs` ago; asks anew for what is older. Askers at the same time share one question. */
  get(key: string, maxAgeMs: number): Promise<T>;
  forget(key: string): void;
}

/** Keeps answers for at most `longestMs`, whatever the asker would put up with. What fails is not kept. */
export function createRemembered<T>(clock: Clock, longestMs: number, ask: (key: string) => Promise<T>): Remembered<T> {
  const answers = new Map<string, { askedAt: number; answer: Promise<T> }>();
  return {
    get(key, maxAgeMs) {
      const now = clock.now().getTime();
      const known = answers.get(key);
      if (known !== undefined && now - known.askedAt <= Math.min(maxAgeMs, longestMs)) return known.answer;
      const fresh = { askedAt: now, answer: ask(key) };
      answers.delete(key);
      answers.set(key, fresh);
      fresh.answer.catch(() => {
        if (answers.get(key) === fresh) answers.delete(key);
      });
      for (const oldest of answers.keys()) {
        if (answers.size <= most) break;
        answers.delete(oldest);
      }
      return fresh.answer;
    },
    forget: (key) => void answers.delete(key),
  };
}
