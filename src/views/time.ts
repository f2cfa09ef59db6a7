/** `3m12s`, `45s`, `2h05m`: for people, not for sums. */
export function spokenDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${seconds % 60 === 0 ? '' : String(seconds % 60).padStart(2, '0') + 's'}`;
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}

/** `20 min`, `2 h`, `3 d`, `5 mo`, `2 y`: how old something is, no more exactly than anybody wants to know. */
export function spokenAge(ms: number): string {
  const hours = Math.max(0, ms) / 3_600_000;
  if (hours < 1) return `${Math.floor(hours * 60)} min`;
  if (hours < 24) return `${Math.floor(hours)} h`;
  const days = Math.floor(hours / 24);
  if (days < 60) return `${days} d`;
  return days < 730 ? `${Math.floor(days / 30.4)} mo` : `${Math.floor(days / 365)} y`;
}

/** `3/5` as a picture: `▰▰▰▱▱`. At most ten marks, however many pods. */
export function progressBar(done: number, all: number): string {
  const width = Math.min(Math.max(all, 1), 10);
  const full = all === 0 ? width : Math.floor((Math.min(done, all) / all) * width);
  return '▰'.repeat(full) + '▱'.repeat(width - full);
}
