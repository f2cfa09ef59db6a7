import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Pictures } from '../../ports.ts';

const fonts = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];

/** Draws away from the main thread. The renderer is loaded with the first picture; letters come from its package alone, never from the machine. */
export function createPictures(): Pictures {
  let loading: Promise<typeof import('@resvg/resvg-js')> | undefined;
  return {
    async png(svg) {
      loading ??= import('@resvg/resvg-js');
      const { renderAsync } = await loading;
      const image = await renderAsync(svg, {
        fitTo: { mode: 'zoom', value: 2 },
        font: { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
        logLevel: 'off',
      });
      return image.asPng();
    },
  };
}

function fontFiles(): string[] {
  const folder = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  return fonts.map((name) => join(folder, name));
}
