import { isBraggsimError, term } from '@braggsim/core';
import { type Experiment, withStages } from '@braggsim/experiment';
import { parseHkl } from '@braggsim/reflections';
import { describe, expect, test } from 'vitest';
import { CUBE, changed, corrected, imageOf, inC } from './cube.fixture';
import { contentHash } from './hash';
import { buildPlan } from './plan';

const reflections = parseHkl(new TextEncoder().encode('0 0 0 100\n1 0 0 50\n0 1 0 25\n0 -1 0 12.5\n'));

describe('errors', () => {
  const refused = async (experiment: Experiment, tag: 'usage' | 'data', message: string, inputs = {}) => {
    const error = await buildPlan(experiment, inputs).catch((e: unknown) => e);
    expect(isBraggsimError(error, tag), String(error)).toBe(true);
    expect((error as Error).message).toContain(message);
  };

  test('no structure factors', async () => {
    await refused({ ...CUBE, structureFactors: {} }, 'data', 'no structure factors');
    await refused({ ...CUBE, structureFactors: { default: 0 } }, 'data', 'no structure factors');
  });
  test('no cell', () => refused({ ...CUBE, crystal: {} }, 'data', 'no unit cell'));
  const SHAPES = 'there are square, round, gauss, tophat, gauss-hkl, gauss-star, tophat-hkl';
  test('a shape that does not exist', () =>
    refused(
      corrected({ crystal: { shape: 'dodecahedron' } }),
      'usage',
      `there is no crystal shape 'dodecahedron'; ${SHAPES}`,
    ));
  test('a term that is not a shape', () =>
    refused(
      corrected({ crystal: { shape: 'water' } }),
      'usage',
      `'water' is a background, not a crystal shape; ${SHAPES}`,
    ));
  test('a mask of another size', () =>
    refused(CUBE, 'data', '16 x 16 pixels of the detector plane (256), found 255', { mask: new Uint8Array(255) }));
  test('a background that does not exist', () =>
    refused(corrected({ background: [{ kind: 'fog' }] }), 'usage', "no background 'fog'"));
  test('water without a thickness', () =>
    refused(corrected({ background: [{ kind: 'water' }] }), 'usage', 'needs thicknessUm'));
  test('a compatibility option that does not exist', () =>
    refused(
      { ...CUBE, compatibility: { colour: 'red' } as Experiment['compatibility'] & object },
      'usage',
      "no compatibility option 'colour'",
    ));
  test('sources whose file was not passed', () =>
    refused(corrected({ beam: { sources: 'list.txt' } }), 'usage', 'list.txt'));
});

describe('a plan', () => {
  const rich: Experiment = changed(CUBE, {
    beam: { polarization: 0.9, divergenceMrad: { horizontal: 2, horizontalSteps: 3 } },
    detector: { sensor: { thicknessUm: 100, layers: 3 }, curved: true },
    crystal: { mosaic: { spreadDeg: 0.4, domains: 3 }, shape: 'gauss' },
    scan: { widthDeg: 1, phiSteps: 2 },
    background: [{ kind: 'water', thicknessUm: 20 }],
    sampling: { oversample: 2, dMinA: 2 },
  });

  test('is nothing but data', async () => {
    const { plan } = await buildPlan(rich, { reflections });
    expect(structuredClone(plan)).toStrictEqual(plan);
    const tables = (_: string, value: unknown) =>
      ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
    expect(JSON.parse(JSON.stringify(plan, tables))).toEqual(JSON.parse(JSON.stringify(structuredClone(plan), tables)));
  });

  test('counts its steps: sources, spindle angles, domains and subpixels, but not layers', async () => {
    const { steps, plan } = await buildPlan(rich);
    expect(steps).toBe(3 * 2 * 3 * 2 ** 2);
    expect(plan.fixed.layers).toBe(3);
    expect(plan.shot.orientations.length).toBe(9 * 2 * 3);
    expect(plan.shot.sources.count).toBe(3);
  });

  test('has the same name for the same content, and another for any other', async () => {
    const nameOf = async (experiment: Experiment) => contentHash((await buildPlan(experiment)).plan);
    const name = await nameOf(rich);
    expect(name).toMatch(/^[0-9a-f]{32}$/);
    expect(await nameOf(structuredClone(rich))).toBe(name);
    const others: Experiment[] = [
      { beam: { wavelengthA: 1.0000001 } },
      { crystal: { misset: [0, 0, 1e-6] } },
      { crystal: { fudge: 1.5 } },
      { detector: { distanceMm: 100.0001 } },
      { structureFactors: { default: 101 } },
      { sampling: { oversample: 3 } },
      { compatibility: { factors: 'first' } },
    ];
    const names = await Promise.all(others.map((other) => nameOf(changed(rich, other))));
    expect(new Set([name, ...names]).size).toBe(others.length + 1);
  });

  test('keeps what does not change from shot to shot in its fixed part', async () => {
    const fixedName = async (experiment: Experiment) =>
      contentHash((await buildPlan(experiment, { reflections })).plan.fixed);
    const name = await fixedName(CUBE);
    for (const shot of [
      { scan: { startDeg: 30 } },
      { crystal: { misset: [1, 2, 3] as const } },
      { beam: { fluencePerM2: 1e20 } },
    ]) {
      expect(await fixedName(changed(CUBE, shot))).toBe(name);
    }
    expect(await fixedName(changed(CUBE, { detector: { distanceMm: 90 } }))).not.toBe(name);
  });

  test('a shape of your own runs like the built-in ones', async () => {
    const shell = term({
      slot: 'shape',
      id: 'shell',
      version: 1,
      params: {},
      about: { equation: '1 everywhere', citation: 'this test' },
      inputs: [],
      constants: () => ({ height: 7 }),
      formula: (m, _, { height }) => m.value(height),
    });
    const { plan } = await buildPlan(corrected({ crystal: { shape: 'shell' } }), {}, withStages([shell]));
    expect(plan.fixed.shape).toEqual({ id: 'shell', version: 1, constants: { height: 7 }, specialization: {} });
  });
});

describe('scaling laws', () => {
  const sum = async (experiment: Experiment) => (await imageOf(experiment)).reduce((total, x) => total + x, 0);

  test('photons grow with the fluence and with the square of the amplitude', async () => {
    const one = await sum(inC({ beam: { fluencePerM2: 1e28 } }));
    expect((await sum(inC({ beam: { fluencePerM2: 3e28 } }))) / one).toBeCloseTo(3, 6);
    expect((await sum(inC({ beam: { fluencePerM2: 1e28 }, structureFactors: { default: 300 } }))) / one).toBeCloseTo(
      9,
      6,
    );
  });

  test('flux, exposure and beam size make the same fluence', async () => {
    const asFluence = await imageOf(corrected({ beam: { fluencePerM2: 4e20 } }));
    const asFlux = await imageOf(corrected({ beam: { fluxPerS: 1e15, exposureS: 0.1, beamSizeMm: 0.5 } }));
    asFlux.forEach((x, i) => {
      expect(Math.abs(x / (asFluence[i] as number) - 1)).toBeLessThan(1e-6);
    });
  });

  test('a still is the average of equal steps: no number of equal samples changes it', async () => {
    const still = await imageOf(inC());
    const many = await imageOf(inC({ scan: { startDeg: 0, widthDeg: 0, phiSteps: 4 } }));
    many.forEach((x, i) => {
      expect(Math.abs(x / (still[i] as number) - 1)).toBeLessThan(1e-6);
    });
  });
});
