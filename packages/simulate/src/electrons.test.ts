import { units } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { parseHkl } from '@braggsim/reflections';
import { describe, expect, test } from 'vitest';
import { compute, exact } from './agreement.fixture';
import { changed, imageOf, photonsOf } from './cube.fixture';
import { margins } from './kernels-agree.fixture';
import { buildPlan } from './plan';

const ELECTRONS: Experiment = {
  beam: { particle: 'electron', energyEv: 200_000, fluencePerM2: 1e22 },
  detector: {
    convention: 'xds',
    pixelsFast: 41,
    pixelsSlow: 41,
    pixelMm: 0.05,
    distanceMm: 500,
    originPx: [21, 21],
  },
  crystal: { cell: [20, 24, 28, 90, 90, 90], cells: [6, 5, 4], shape: 'gauss-star' },
  structureFactors: { default: 3 },
  sampling: { oversample: 1, kernel: 'reference' },
};

const real = {
  reflections: parseHkl(new TextEncoder().encode('1 0 0 5\n-1 0 0 5\n0 1 0 2\n0 -1 0 2\n1 1 0 4\n-1 -1 0 4\n')),
};
const listed = changed(ELECTRONS, { structureFactors: { unit: 'A', file: 'a.hkl' } });

test('a zone-axis image of real amplitudes looks the same after half a turn', async () => {
  const image = await imageOf(changed(listed, { structureFactors: { default: 0 } }), real);
  const brightest = Math.max(...image);
  expect(brightest).toBeGreaterThan(0);
  image.forEach((value, i) => {
    expect(Math.abs(value - (image[image.length - 1 - i] as number))).toBeLessThan(1e-6 * brightest);
  });
});

test('the scale of an image is the square of gamma', async () => {
  /** Two beams whose lattices are those of the wavelengths look the same but for the scale. */
  const at = (energyEv: number) => {
    const k = units.wavelengthOfElectrons(energyEv) / units.wavelengthOfElectrons(200_000);
    const crystal = { cell: [20 * k, 24 * k, 28 * k, 90, 90, 90], shape: 'gauss-hkl' } as const;
    return photonsOf(changed(ELECTRONS, { beam: { energyEv }, crystal }));
  };
  const gamma = (energyEv: number) => 1 + energyEv / 510998.95;
  expect((await at(300_000)) / (await at(200_000))).toBeCloseTo((gamma(300_000) / gamma(200_000)) ** 2, 9);
});

describe('nearly parallel rays lose no digits', () => {
  // A large cell at 300 keV, with incident rays off all axes of the laboratory, and rings, which need sin(theta)/lambda itself.
  const oblique = changed(ELECTRONS, {
    beam: { energyEv: 300_000, divergenceMrad: { horizontal: 7, vertical: 5, steps: 2 } },
    detector: { distanceMm: 1500 },
    crystal: { cell: [152, 173, 191, 85, 97, 108], misset: [11, 47, -23], cells: [3, 3, 3], shape: 'gauss-hkl' },
    background: [{ kind: 'rings', rings: [[2.1, 900]], cells: 1e4, cellVolumeA3: 60, sizeA: 40 }],
  });

  test('in any precision of the cpu kernel', async () => {
    const { plan } = await buildPlan(oblique);
    const found = await margins(plan);
    expect(found.maximum).toBeGreaterThan(0);
    expect(found.bounded).toBe(true);
    for (const precision of ['double', 'mixed', 'single'] as const) expect(found[precision]).toBeLessThanOrEqual(1);
  });

  test('in single precision, to a ten-thousandth of the brightest pixel', async () => {
    const { plan } = await buildPlan(oblique);
    const [expected = new Float64Array()] = await exact(plan);
    const { images } = await compute(cpuKernel, plan, { precision: 'single' });
    const brightest = Math.max(...expected);
    const worst = expected.reduce((most, x, i) => Math.max(most, Math.abs(x - (images[0]?.[i] as number))), 0);
    expect(worst).toBeLessThan(1e-4 * brightest);
  });
});

describe('warnings about thick crystals', () => {
  const warningsOf = async (change: Experiment) =>
    (await buildPlan(changed(ELECTRONS, change))).warnings.filter(({ id }) => id === 'dynamical-scattering');

  test('name thickness and extinction distance', async () => {
    // A cell of 18,414 A^3 with amplitudes of 10 A has an extinction distance of 1.66e5 A at 200 keV.
    const crystal = { cell: [22, 27, 31, 90, 90, 90], cells: [5, 4, 600] } as const;
    const [warning] = await warningsOf({ crystal, structureFactors: { default: 10 } });
    expect(warning?.message).toContain('1.86e+04 A thick');
    expect(warning?.message).toContain('extinction distance of 1.658e+05 A');
  });

  test('are absent below a tenth of it', async () => {
    const crystal = { cell: [22, 27, 31, 90, 90, 90], cells: [5, 4, 530] } as const;
    expect(await warningsOf({ crystal, structureFactors: { default: 10 } })).toEqual([]);
  });
});

test.each<[Experiment, RegExp]>([
  [{ absorption: { thicknessUm: 10, muPerMm: 1 } }, /^absorption: .*beam.particle is electron; leave it out/],
  [{ background: [{ kind: 'water', thicknessUm: 3 }] }, /^background.0: the background water is known for X-rays/],
  [{ background: [{ kind: 'amorphous', material: 'ice' }] }, /^background.0: .*rings with strengths in Å²/],
  [{ background: [{ kind: 'rings', material: 'ice-ih', cells: 1, sizeA: 9 }] }, /^background.0: .*ice-ih/],
  [{ structureFactors: { file: 'a.hkl' } }, /expected structureFactors.unit A .*found none, which means electrons/],
  [{ structureFactors: { unit: 'electrons' } }, /expected structureFactors.unit A .*found electrons/],
  [
    { beam: { particle: 'photon', energyEv: 9000 }, structureFactors: { unit: 'A' } },
    /expected structureFactors.unit electrons/,
  ],
  [{ beam: { polarization: 0.5 } }, /beam.polarization 0.5 is for photons/],
  [{ compat: 'nanobragg-c' }, /^beam.particle, .* that the C program does not have/],
])('%j is refused', async (change, message) => {
  await expect(buildPlan(changed(ELECTRONS, change))).rejects.toThrow(message);
});
