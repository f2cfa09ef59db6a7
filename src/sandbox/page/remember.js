const prefix = 'shipmate.sandbox.';

/** What this browser kept under a name. A browser that keeps nothing (private windows) gets the fallback. */
export function recall(name, fallback) {
  try {
    const kept = localStorage.getItem(prefix + name);
    return kept === null ? fallback : JSON.parse(kept);
  } catch {
    return fallback;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // The page works the same without a memory.
  }
}
