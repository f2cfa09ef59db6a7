import { writeFileSync } from 'node:fs';
import { freshPages } from './docs/pages.ts';

for (const [path, text] of Object.entries(freshPages())) writeFileSync(path, text);
