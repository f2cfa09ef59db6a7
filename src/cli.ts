#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { openRooms } from './cli/open-rooms.ts';
import { runCli } from './cli/run.ts';

/**
 * V8 watches where objects are made that live long, and makes the next ones from there in the old generation at once. Whatever is made
 * while the program starts lives long, so what requests make at the same places later would end there too, out of reach of all but full
 * collections.
 */
setFlagsFromString('--no-allocation-site-pretenuring');

const terminal = {
  out: (text: string) => void process.stdout.write(`${text}\n`),
  err: (text: string) => void process.stderr.write(`${text}\n`),
};

process.exitCode = await runCli(process.argv.slice(2), openRooms(terminal), terminal);
