import type { Experiment } from '@braggsim/experiment';
import { expect, test } from 'vitest';
import { derivatives } from './derivatives/derivatives';
import { simulate } from './simulate';

const base: Experiment = {
  beam: { wavelengthA: 1.2, fluencePerM2: 1e28, polarization: 'off' },
  detector: { pixelsFast: 6, pixelsSlow: 5, pixelMm: 9, distanceMm: 60 },
  crystal: { cell: [22, 27, 31, 80, 95, 103], misset: [25, 7, -50], cells: [2, 3, 2], shape: 'gauss-hkl' },
  structureFactors: { default: 100 },
  sampling: { oversample: 1, precision: 'double' },
};

const sumOf = (values: Iterable<number>): number => Array.from(values).reduce((sum, x) => sum + x, 0);

const withCrystal = (crystal: Experiment['crystal']): Experiment => ({
  ...base,
  crystal: { ...base.crystal, ...crystal },
});

test('neighbours add the tails of the spots around: nothing for narrow spots, and the more the wider they are', async () => {
  const total = async (neighbours: number, cells: readonly [number, number, number]) => {
    const { panels } = await simulate(withCrystal({ neighbours, cells }));
    return sumOf(panels[0]?.data ?? []);
  };
  const gain = async (cells: readonly [number, number, number]) =>
    (await total(1, cells)) / (await total(0, cells)) - 1;
  expect(await gain([8, 8, 8])).toBeLessThan(1e-6);
  expect(await gain([2, 2, 2])).toBeGreaterThan(1e-3);
  expect(await gain([1, 1, 1])).toBeGreaterThan(await gain([2, 2, 2]));
});

test('the diffuse part alone is what is added to the spots, unless they are attenuated too', async () => {
  const motions = { gammaA: [14, 9, 20], sigmaA: 0.4 } as const;
  const image = async (diffuse?: NonNullable<Experiment['crystal']>['diffuse']) => {
    const { panels } = await simulate(withCrystal({ neighbours: 1, ...(diffuse && { diffuse }) }));
    return Array.from(panels[0]?.data ?? []);
  };
  const [spots, all, alone] = [await image(), await image(motions), await image({ ...motions, bragg: false })];
  const both = await image({ ...motions, attenuates: 'both' });
  all.forEach((x, i) => {
    const expected = (spots[i] as number) + (alone[i] as number);
    expect(Math.abs(x / expected - 1)).toBeLessThan(1e-6);
    expect(both[i]).toBeLessThan(x);
    expect(both[i]).toBeGreaterThan(alone[i] as number);
  });
});

const SMOOTH: readonly {
  readonly name: string;
  readonly crystal: Experiment['crystal'];
  readonly by: readonly string[];
}[] = [
  {
    name: 'neighbours',
    crystal: { neighbours: 1, mosaic: { spreadDeg: 2, domains: 2 } },
    by: ['crystal.cell.a', 'crystal.cell.beta', 'crystal.cells.b', 'crystal.fudge', 'turn.x', 'beam.wavelengthA'],
  },
  {
    name: 'diffuse scattering',
    crystal: {
      cell: [25, 29, 31, 90, 98, 90],
      neighbours: 1,
      mosaic: { spreadDeg: 2, domains: 2 },
      diffuse: { gammaA: [14, 9, 20], sigmaA: [0.4, 0.3, 0.5], laue: '2/m', orders: 2, attenuates: 'both' },
    },
    by: ['crystal.diffuse.gammaA.x', 'crystal.diffuse.sigmaA.z', 'crystal.cell.c', 'turn.x'],
  },
];

test.each(SMOOTH)('derivatives of $name are the same by graphs and by dual numbers', async ({ crystal, by }) => {
  const experiment: Experiment = {
    ...withCrystal({ fudge: 1.1, ...crystal }),
    detector: { ...base.detector, pixelsFast: 3, pixelsSlow: 3, pixelMm: 16 },
  };
  const of = async (kernel: 'reference' | 'cpu') => {
    const { derivatives: images } = await derivatives(
      { ...experiment, sampling: { ...experiment.sampling, kernel } },
      { parameters: by },
    );
    return by.map((name) => images[name]?.[0]?.data as Float64Array);
  };
  const [expected, found] = [await of('reference'), await of('cpu')];
  expected.forEach((image, i) => {
    const largest = image.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    expect(largest).toBeGreaterThan(0);
    image.forEach((x, pixel) => {
      expect(Math.abs((found[i]?.[pixel] as number) - x)).toBeLessThan(1e-9 * largest);
    });
  });
});

test('interpolated amplitudes are refused beside neighbours, which take those of reciprocal lattice points', async () => {
  const { structureFactors } = base;
  const experiment = { ...withCrystal({ neighbours: 1 }) };
  await expect(
    simulate({ ...experiment, structureFactors: { ...structureFactors, interpolation: 'tricubic' } }),
  ).rejects.toThrow('structureFactors.interpolation is tricubic, and crystal.neighbours is 1');
});
