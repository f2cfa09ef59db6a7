import { spawn } from 'node:child_process';
import { program } from './programs.ts';
import type { Town } from './town.ts';

export interface Printed {
  status: number | null;
  out: string;
  err: string;
}

/** The command as an operator of that town runs it beside the bot. */
export function runShipmate({ slack, github, database, environment }: Town, ...words: string[]): Promise<Printed> {
  const child = spawn(process.execPath, [program('cli'), ...words], {
    env: {
      PATH: process.env.PATH,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      GITHUB_TOKEN: github.token,
      GITHUB_API_URL: github.url,
      KUBECONFIG: environment.kubeconfig,
      DATABASE_URL: database.url,
      SHIPMATE_CONFIG: environment.settingsPath,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: { out: string[]; err: string[] } = { out: [], err: [] };
  child.stdout.setEncoding('utf8').on('data', (text: string) => void said.out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void said.err.push(text));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, out: said.out.join(''), err: said.err.join('') })));
}
