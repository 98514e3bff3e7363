import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder } from './run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

const SAMPLE = `
crystal: { cell: [60, 60, 40, 90, 90, 90], cells: [4, 4, 4], shape: gauss, normalize: true }
structureFactors: { default: 100 }
sampling: { oversample: 3, precision: double }
output: image.npy
`;
const PLANE = 'detector: { convention: xds, distanceMm: 100, pixelMm: 0.4, pixelsFast: 16, pixelsSlow: 12';
const experiment = (panels: string) => `${PLANE}${panels && `, panels: [${panels}]`} }\n${SAMPLE}`;

test('stats and compare use all panels, and name the panel of a pixel', async () => {
  const upper = '{ pixelsFast: 16, pixelsSlow: 5, cornerMm: [0, 0, 0] }';
  const lower = '{ pixelsFast: 12, pixelsSlow: 7, cornerMm: [0, 2, 0] }';
  const images = ['a', 'b'].map((name, i) => {
    const amplitude = SAMPLE.replace('default: 100', `default: ${100 + i}`).replace('image.npy', `${name}.nxs`);
    return here.put(`${name}.yaml`, experiment(`${upper}, ${lower}`).replace(SAMPLE, amplitude));
  });
  for (const file of images) expect((await finish(['simulate', file])).code).toBe(0);
  const { out } = await finish(['stats', here.at('a.nxs')]);
  expect(out).toContain('a.nxs: nxmx, 2 panels of 5 x 16 and 7 x 12 pixels (slow x fast)');
  expect(out).toMatch(/max +\S+ at panel \d, fast \d+, slow \d+/);
  const described = JSON.parse((await finish(['stats', here.at('a.nxs'), '--json'])).out);
  expect(described.shapes).toEqual([
    [5, 16],
    [7, 12],
  ]);
  const counted = (shells: readonly { pixels: number }[]) => shells.reduce((sum, { pixels }) => sum + pixels, 0);
  expect([described.pixels, counted(described.shells), counted(described.panels)]).toEqual([164, 164, 164]);
  expect(described.panels[0].sum + described.panels[1].sum).toBeCloseTo(described.sum, 9);

  const compared = JSON.parse((await finish(['compare', here.at('b.nxs'), here.at('a.nxs'), '--json'])).out);
  expect(compared.sumRatio).toBeCloseTo(1.01 ** 2, 6);
  expect(compared.correlation).toBeCloseTo(1, 6);
  expect(compared.worst[0]).toMatchObject({ ...described.maxAt });
  expect((await finish(['compare', here.at('a.nxs'), here.at('a.nxs')])).out).toContain('differing pixels   0');
  for (const [code, message, ...argv] of [
    [2, '--diff needs images of one panel', here.at('a.nxs'), '--diff', here.at('d.png')],
    [9, '12 x 16 pixels (slow x fast)', here.put('panel.bin', new Uint8Array(4 * 192)), '--shape', '12,16'],
  ] as const) {
    const run = await finish(['compare', here.at('b.nxs'), ...argv]);
    expect(run).toMatchObject({ code, err: expect.stringContaining(message) });
  }
});
