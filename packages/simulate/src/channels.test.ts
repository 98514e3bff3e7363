import type { Experiment } from '@braggsim/experiment';
import { expect, test } from 'vitest';
import { expectAgreement } from './kernels-agree.fixture';
import { buildPlan } from './plan';
import { simulate } from './simulate';

/** A few channels over two domains whose spots end: what no channel brings near a spot is left out. */
const still = (fwhmEv: number, detector: Experiment['detector']): Experiment => ({
  beam: { spectrum: { kind: 'gauss', meanEv: 9500, fwhmEv, channels: 4 } },
  detector: { pixelsFast: 19, pixelsSlow: 18, rotationDeg: [3, 8, -5], ...detector },
  crystal: {
    cell: [52, 61, 38, 88, 97, 104],
    cells: [26, 24, 30],
    shape: 'gauss-hkl',
    misset: [20, 35, 70],
    mosaic: { distribution: 'gauss', spreadDeg: 0.3, domains: 2 },
  },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
});

test.each([
  ['many spots in a tile', still(2000, { pixelMm: 0.8, distanceMm: 90 })],
  ['a spot in a few tiles', still(100, { pixelMm: 0.13, distanceMm: 90, pixelsFast: 61, pixelsSlow: 50 })],
])(
  'channels inside the loop over orientations, with %s, give what the reference kernel gives',
  async (name, experiment) => {
    const { fixed, shot } = (await buildPlan(experiment, {})).plan;
    expect(shot.sources).toMatchObject({ count: 4, areChannels: true });
    expect(shot.orientations).toHaveLength(18);
    expect(fixed.backgrounds).toEqual([]);
    expect((await expectAgreement({ name, experiment, inputs: {} })).maximum).toBeGreaterThan(0);
  },
);

test.each([
  ['water', { background: [{ kind: 'water', thicknessUm: 1 }] }],
  [
    'matter, up to a resolution',
    { background: [{ kind: 'amorphous', material: 'water', thicknessMm: 1e-8 }], sampling: { dMinA: 1.2 } },
  ],
] as const)('channels over a single domain keep %s in tiles without spots', async (name, more: Experiment) => {
  const { crystal, ...others } = still(30, { pixelMm: 0.13, distanceMm: 90, pixelsFast: 61, pixelsSlow: 50 });
  const sampling = { ...others.sampling, ...more.sampling };
  const experiment = { ...others, ...more, sampling, crystal: { ...crystal, mosaic: { domains: 1 } } };
  const { fixed, shot } = (await buildPlan(experiment, {})).plan;
  expect(shot.sources.areChannels).toBe(true);
  expect(shot.orientations).toHaveLength(9);
  expect(fixed.backgrounds.map(({ mode }) => mode)).not.toContain('once');
  const { panels } = await simulate({ ...experiment, sampling: { ...sampling, kernel: 'reference' } });
  const photons = [...(panels[0]?.data ?? [])].sort((a, b) => a - b);
  const [least = 0, most = 0] = [photons[0], photons.at(-1)];
  expect(least).toBeGreaterThan(most / 1000);
  expect(most).toBeGreaterThan(2 * least);
  await expectAgreement({ name, experiment, inputs: {} });
});
