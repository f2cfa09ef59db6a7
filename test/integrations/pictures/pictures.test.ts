import { describe, expect, it } from 'vitest';
import { createPictures } from '../../../src/integrations/pictures/pictures.ts';
import { chartSvg } from '../../../src/views/chart.ts';

const pictures = createPictures();
const svgOf = (title: string) =>
  chartSvg({ kind: 'bars', title, unit: 'incidents', names: 'service', bars: [{ name: 'checkout', value: 2 }] });

describe('the pictures', () => {
  it('are PNGs, twice as fine as what was drawn', async () => {
    const png = Buffer.from(await pictures.png(svgOf('Incidents')));
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(png.readUInt32BE(16)).toBe(1920);
  });

  it('have letters in them, from the fonts that come with the bot', async () => {
    const [one, other] = await Promise.all([pictures.png(svgOf('Incidents')), pictures.png(svgOf('Build time'))]);
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(false);
  });

  it('are drawn whatever is written in them', async () => {
    const hostile = '</svg>\u0000\ud800\ufffe<!channel> 漢字 👩‍🚀 \u202eabc & "quoted"';
    expect((await pictures.png(svgOf(hostile))).length).toBeGreaterThan(1_000);
  });
});
