#!/usr/bin/env node
import { openRooms } from './cli/open-rooms.ts';
import { runCli } from './cli/run.ts';

const terminal = {
  out: (text: string) => void process.stdout.write(`${text}\n`),
  err: (text: string) => void process.stderr.write(`${text}\n`),
};

process.exitCode = await runCli(process.argv.slice(2), openRooms(terminal), terminal);
