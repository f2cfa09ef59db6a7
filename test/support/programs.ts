import { join } from 'node:path';
import { inject } from 'vitest';

/** Where a program stands that `node` can start as it is. */
export const program = (name: 'cli' | 'replica' | 'embedded-owner'): string => join(inject('programs'), `${name}.js`);
