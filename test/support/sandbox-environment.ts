import type { SandboxEnvironment } from '../../src/config/environment.ts';

export const environmentIn = (folder: string, given: Partial<SandboxEnvironment> = {}): SandboxEnvironment => ({
  mode: 'sandbox',
  database: { kind: 'embedded', directory: folder },
  redisUrl: undefined,
  dataDirectory: folder,
  settingsPath: 'shipmate.yaml',
  port: 0,
  host: '127.0.0.1',
  logLevel: 'silent',
  ...given,
});
