/**
 * All the bot needs from outside itself, in its own words: one page a system. Whatever is asynchronous there may throw an `Outage`;
 * nothing else of the outside comes through.
 */

export * from './ports/announce.ts';
export * from './ports/builds.ts';
export * from './ports/cluster.ts';
export * from './ports/code.ts';
export * from './ports/door.ts';
export * from './ports/hooks.ts';
export * from './ports/issues.ts';
export * from './ports/machine.ts';
export * from './ports/pages.ts';
export * from './ports/pictures.ts';
export * from './ports/policy.ts';
export * from './ports/queue.ts';
export * from './ports/registry.ts';
export * from './ports/slack.ts';
export * from './ports/store.ts';
