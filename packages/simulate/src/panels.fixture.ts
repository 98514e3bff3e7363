import type { Vec3 } from '@braggsim/core';
import type { Kernel } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import { type PanelRow, recordingPanels } from '@braggsim/geometry';
import { expect, test } from 'vitest';
import { buildPlan } from './plan';
import { simulate } from './simulate';

/** Something of everything that depends on where a panel is: polarization, a thick sensor, sub-pixels, water. */
const BASE: Experiment = {
  beam: { wavelengthA: 1, fluencePerM2: 1e24, polarization: 0.7 },
  crystal: { cell: [60, 70, 80, 80, 95, 110], cells: [3, 4, 5], shape: 'gauss', misset: [10, 20, 30] },
  structureFactors: { default: 10 },
  background: [{ kind: 'water', thicknessUm: 20 }],
  scan: { widthDeg: 1, phiSteps: 2 },
};
const SENSOR = { thicknessUm: 300, absorptionDepthUm: 500, layers: 2 };

const withPanels = (panels: readonly PanelRow[], rotationDeg: Vec3 = [0, 0, 0]): Experiment => ({
  ...BASE,
  detector: { pixelMm: 1, pixelsFast: 100, pixelsSlow: 100, distanceMm: 80, rotationDeg, sensor: SENSOR, panels },
});

/** Returns an experiment for each panel as a detector by itself. */
async function eachAlone(experiment: Experiment): Promise<Experiment[]> {
  const { metadata } = await buildPlan(experiment);
  const { beam, polarization, spindle } = metadata.detector;
  return recordingPanels(metadata.detector).map(
    ({ fast, slow, normal, origin, pixelsFast, pixelsSlow, pixelSize }): Experiment => ({
      ...experiment,
      detector: {
        convention: 'custom',
        axes: { fast, slow, normal, beam, polarization, spindle },
        cornerOverrideM: origin,
        pixelsFast,
        pixelsSlow,
        pixelMm: pixelSize * 1000,
        sensor: SENSOR,
      },
    }),
  );
}

const QUARTERS: readonly Vec3[] = [
  [1, 0, 0],
  [0, 1, 0],
  [-1, 0, 0],
  [0, -1, 0],
];
/** 64 panels in all eight orientations, right-handed and left-handed, at different heights. */
const sixtyFour = Array.from({ length: 64 }, (_, i): PanelRow => {
  const handedness = i % 8 < 4 ? 1 : 3;
  const [fast, slow] = [QUARTERS[i % 4], QUARTERS[(i + handedness) % 4]] as [Vec3, Vec3];
  return { pixelsFast: 4, pixelsSlow: 3, cornerMm: [(i % 8) * 12, Math.floor(i / 8) * 12, i / 100], fast, slow };
});

/** Declares the tests of what a kernel must make of several panels. */
export function testPanels(id: 'reference' | 'cpu' | 'gpu', kernel: Kernel, precision: 'double' | 'single'): void {
  const kernels = new Map([[id, async () => kernel]]);
  const run = (experiment: Experiment) =>
    simulate({ ...experiment, sampling: { oversample: 2, kernel: id, precision } }, { kernels });

  /**
   * Expects of panels computed together the pixels that each has when it is computed alone.
   *
   * @param tolerance of a pixel's brightness, relative to the brightest of its panel
   * @param every only each so many of the panels is computed alone, too
   */
  async function expectSameAlone(experiment: Experiment, tolerance: number, every = 1) {
    const together = await run(experiment);
    expect(together.panels).toHaveLength(experiment.detector?.panels?.length ?? 0);
    const alone = await eachAlone(experiment);
    for (const [i, panel] of together.panels.entries()) {
      if (i % every !== 0) continue;
      const single = (await run(alone[i] as Experiment)).panels[0];
      expect(panel.shape).toEqual(single?.shape);
      const expected = single?.data as Float32Array;
      const brightest = Math.max(...expected);
      expect(brightest).toBeGreaterThan(0);
      for (let k = 0; k < expected.length; k++) {
        const difference = Math.abs((panel.data[k] as number) - (expected[k] as number));
        expect(difference, `panel ${i}, pixel ${k}`).toBeLessThanOrEqual(tolerance * brightest);
      }
    }
  }

  test(`${id}: two panels, one of them left-handed, give what each gives alone`, async () => {
    const panels: PanelRow[] = [
      { name: 'a', pixelsFast: 10, pixelsSlow: 6, cornerMm: [10, 20, 0], fast: [1, 0, 0], slow: [0, 1, 0] },
      {
        name: 'b',
        pixelsFast: 5,
        pixelsSlow: 9,
        pixelMm: 0.8,
        cornerMm: [70, 60, -4],
        fast: [0, 1, 0.2],
        slow: [1, 0, 0],
      },
    ];
    // Axes are made unit vectors once more when they are typed in, which moves the last digit of float64.
    await expectSameAlone(withPanels(panels, [3, 2, 1]), 1e-6);
  });

  test(`${id}: so do 64, to the last bit`, async () => {
    // A GPU compiles a shader for each that is computed alone; of every nine panels in turn, each orientation is among them once.
    await expectSameAlone(withPanels(sixtyFour), 0, id === 'gpu' ? 9 : 1);
  });

  test(`${id}: panels differ from each other, and pixels in gaps stay dark`, async () => {
    const row: PanelRow = { pixelsFast: 6, pixelsSlow: 6, cornerMm: [0, 0, 0], fast: [1, 0, 0], slow: [0, 1, 0] };
    const gapped: PanelRow = { ...row, cornerMm: [50, 40, 0], gapsPx: [[2, 3, 0, 5]] };
    const { panels } = await run(withPanels([row, gapped]));
    const [a, b] = panels.map(({ data }) => [...data]) as [number[], number[]];
    expect(a).not.toEqual(b);
    expect(a.every((photons) => photons > 0)).toBe(true);
    b.forEach((photons, i) => {
      if (i % 6 === 2 || i % 6 === 3) expect(photons).toBe(0);
      else expect(photons).toBeGreaterThan(0);
    });
  });
}
