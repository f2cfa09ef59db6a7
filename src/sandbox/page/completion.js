/**
 * What could come next in a line, for a caret at its end.
 * `usage`: the form of the command, as parts of which one is current. `options`: what can be put in; each has the whole line it makes.
 * `eager`: whether Enter takes the first option (a command's name is not finished yet) rather than sending the line.
 */
export function complete(line, facts) {
  if (line.includes('\n')) return nothing;
  if (!line.startsWith('/')) return names(line, facts);
  return /\s/.test(line) ? ofCommand(line, facts) : commandNames(line, facts);
}

const nothing = { options: [], eager: false };

function commandNames(line, { commands }) {
  const options = commands
    .filter(({ command }) => command.startsWith(line.toLowerCase()))
    .map(({ command, usage, about }) => ({ label: command, detail: usage, about, line: `${command} ` }));
  return { options, eager: options.length > 0 && !options.some(({ label }) => label === line) };
}

/** `@` completes people and the bot, `#` channels. */
function names(line, { people, channels }) {
  const found = /(^|\s)([@#])([\w-]*)$/.exec(line);
  if (!found) return nothing;
  const [, , sign, begun] = found;
  const known =
    sign === '@'
      ? [{ name: 'shipmate', about: 'the bot' }, ...people.map(({ name, realName }) => ({ name, about: realName }))]
      : channels.filter(({ name }) => name !== 'shipmate').map(({ name, topic }) => ({ name, about: topic }));
  const start = line.slice(0, line.length - begun.length - 1);
  const options = known
    .filter(({ name }) => name.startsWith(begun.toLowerCase()))
    .map(({ name, about }) => ({ label: sign + name, about, line: `${start}${sign}${name} ` }));
  return { options, eager: options.length > 0 && begun !== '' };
}

function ofCommand(line, facts) {
  const root = line.split(/\s/, 1)[0].toLowerCase();
  const command = facts.commands.find((one) => one.command === root);
  if (!command) return nothing;
  const words = line.slice(root.length).trimStart().split(/\s+/);
  const begun = words.pop();
  const verbs = (command.verbs ?? []).map((verb) => ({ ...verb, usage: withoutRoot(verb.usage, root) }));
  const verb = verbs.find(({ usage }) => words.length > 0 && nameOf(usage) === words[0]);
  const { usage, about } = verb ?? { usage: withoutRoot(command.usage, root), about: command.about };
  const slots = slotsOf(usage);
  const given = words.filter((word) => !word.startsWith('-') && !prepositions.has(word));
  const named = slots.findIndex((slot) => slot.startsWith('[') && prepositions.has(words.at(-1)) && alternatives(slot).has(words.at(-1)));
  const at = begun.startsWith('-') ? -1 : named >= 0 ? named : nthPositional(slots, given.length);
  const start = line.slice(0, line.length - begun.length);
  const finish = (words_) =>
    words_
      .filter(({ label }) => label.startsWith(begun) && label !== begun)
      .map((option) => ({ ...option, line: `${start}${option.label} ` }));
  return {
    usage: { command: root, about, parts: slots.map((text, index) => ({ text, current: index === at })) },
    options: finish([
      ...valuesFor(begun.startsWith('-') ? undefined : slots[at], named >= 0, facts),
      ...(words.length === 0
        ? verbs.map((one) => ({ label: nameOf(one.usage), detail: one.usage.slice(nameOf(one.usage).length).trim(), about: one.about }))
        : []),
      ...(begun.startsWith('-') ? [...usage.matchAll(/--[a-z-]+/g)].map(([label]) => ({ label })) : []),
    ]),
    eager: false,
  };
}

const prepositions = new Set(['to', 'on', 'in']);

const withoutRoot = (usage, root) => (usage.startsWith(`${root} `) ? usage.slice(root.length + 1) : usage);
const nameOf = (usage) => usage.split(/\s/, 1)[0];

/** `<service> [[to|on] <environment>] [--dry-run]` has three slots: brackets may stand in brackets. */
function slotsOf(usage) {
  const slots = [];
  let depth = 0;
  for (const part of usage.match(/[[<]|[\]>]|\s+|[^[\]<>\s]+/g) ?? []) {
    if (depth === 0 && part.trim() === '') continue;
    if (depth === 0) slots.push('');
    slots[slots.length - 1] += part;
    depth += part === '[' || part === '<' ? 1 : part === ']' || part === '>' ? -1 : 0;
  }
  return slots;
}

/** The words with which a bracketed slot may begin: `[to|on|in <environment>]`, where the brackets around them say that they may be left out. */
const alternatives = (slot) =>
  new Set(
    slot
      .replace(/^\[+/, '')
      .split(/[\s\]]/, 1)[0]
      .split('|'),
  );

function nthPositional(slots, n) {
  const positional = slots.flatMap((slot, index) => (slot.startsWith('[--') ? [] : [index]));
  return positional[n] ?? -1;
}

/** What may fill a slot: a bracketed one that starts with a preposition is offered with it. */
function valuesFor(slot, prepositionGiven, { words, people }) {
  if (slot === undefined) return [];
  const preposition = /^\[+(to|on|in)\b/.exec(slot)?.[1];
  const lead = preposition && !prepositionGiven ? `${preposition} ` : '';
  const kind = /<@?(\w+)>|^\[@?(\w+)\]$/.exec(slot);
  const values = {
    service: words.services,
    environment: words.environments,
    version: words.versions.toReversed(),
    who: people.map(({ name }) => `@${name}`),
    person: people.map(({ name }) => `@${name}`),
  }[kind?.[1] ?? kind?.[2]];
  return (values ?? []).map((value) => ({ label: lead + value }));
}
