import { parse } from 'yaml';
import { Settings } from '../../src/domain/settings.ts';
import type { Policy } from '../../src/ports.ts';
import { sandboxSettings } from '../../src/sandbox/settings.ts';

const settings = Settings.parse(parse(sandboxSettings('127.0.0.1:5000')));

/** The settings of the make-believe company, which never change. */
export const aPolicy: Policy = { settings: () => settings, whereIs: (role) => `shipmate.yaml:${role}` };
