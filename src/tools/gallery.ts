import { parseArgs } from 'node:util';
import { gallery } from './gallery/views.ts';

/** `npm run gallery` prints every view in every state as JSON; `npm run gallery -- --show` hangs them in a workspace to look at. */

const { values } = parseArgs({ options: { show: { type: 'boolean', default: false }, port: { type: 'string', default: '3000' } } });
if (values.show) {
  const { hang } = await import('./gallery/hang.ts');
  console.log(`${gallery.length} pictures hang at ${await hang(gallery, Number(values.port))}`);
} else console.log(JSON.stringify(gallery, null, 2));
