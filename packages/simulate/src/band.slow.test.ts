import type { Experiment } from '@braggsim/experiment';
import { describe, expect, test } from 'vitest';
import { exact } from './agreement.fixture';
import { AS_LINES, band, difference, EXPERIMENT, imageOf, KNOTS, lines, onCpu, WIDE } from './band.fixture';
import { changed } from './cube.fixture';
import { derivatives } from './derivatives/derivatives';
import { buildPlan } from './plan';

describe('a band between knots', () => {
  test.each(['gauss', 'gauss-star'])('has the image of many lines, shape %s', async (shape) => {
    const crystal = shape === 'gauss' ? { shape, cells: [3, 3, 3], fudge: 25 } : { shape };
    const many = await imageOf(
      { ...AS_LINES, crystal: { ...crystal, neighbours: 1 } } as Experiment,
      lines(KNOTS, 200),
    );
    expect(difference(await imageOf({ crystal } as Experiment), many)).toBeLessThan(1e-5);
    expect(difference(await onCpu({ crystal } as Experiment), many)).toBeLessThan(1e-5);
  });

  test('adds the background of every wavelength', async () => {
    const background = [{ kind: 'rings', rings: [[4.1, 900]], cells: 1e7, cellVolumeA3: 60, sizeA: 40 }] as const;
    const expected = await imageOf(
      { ...AS_LINES, crystal: { neighbours: 1 }, background: [...background] },
      lines(KNOTS, 200),
    );
    for (const image of [imageOf, onCpu]) {
      expect(difference(await image({ background: [...background] }), expected)).toBeLessThan(2e-5);
    }
    const alone: Experiment = { background: [...background], structureFactors: { default: 0 } };
    const { crystal: _, ...without } = changed(EXPERIMENT, alone);
    const [image] = await exact((await buildPlan(without, { spectrum: WIDE.spectrum as never })).plan);
    expect(Math.max(...(image as Float64Array))).toBeGreaterThan(0);
  });
});

const PARAMETERS = [
  'crystal.misset.y',
  'crystal.cell.b',
  'crystal.cells.a',
  'crystal.fudge',
  'detector.distanceMm',
  'turn.x',
  'background.0.cells',
];

test('derivatives are those of differences, on both kernels', async () => {
  const background = [{ kind: 'rings', rings: [[4.1, 900]], cells: 1e3, cellVolumeA3: 60, sizeA: 40 }] as const;
  const base = changed(EXPERIMENT, {
    background: [...background],
    crystal: { fudge: 0.9 },
    detector: { pixelsFast: 4, pixelsSlow: 4, pixelMm: 5 },
  });
  for (const kernel of ['reference', 'cpu'] as const) {
    const experiment = changed(base, { sampling: { kernel } });
    const found = await derivatives(experiment, { parameters: PARAMETERS, inputs: WIDE });
    const moved = async (change: Experiment) =>
      (await exact((await buildPlan(changed(base, change), WIDE)).plan)).reduce((a, b) =>
        a.map((x, i) => x + (b[i] as number)),
      );
    const steps: [string, number, (s: number) => Experiment][] = [
      ['detector.distanceMm', 1e-3, (s) => ({ detector: { distanceMm: 90 + s } })],
      ['crystal.misset.y', 1e-3, (s) => ({ crystal: { misset: [31, -12 + s, 77] } })],
      ['crystal.cells.a', 1e-4, (s) => ({ crystal: { cells: [9 + s, 8, 8] } })],
      ['crystal.fudge', 1e-4, (s) => ({ crystal: { fudge: 0.9 + s } })],
      ['crystal.cell.b', 1e-4, (s) => ({ crystal: { cell: [23, 26 + s, 30, 82, 97, 104] } })],
    ];
    for (const [name, step, change] of steps) {
      const [up, down] = [await moved(change(step)), await moved(change(-step))];
      const image = found.derivatives[name]?.[0]?.data as Float64Array;
      const largest = image.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      image.forEach((x, i) => {
        const expected = ((up[i] as number) - (down[i] as number)) / 2 / step;
        expect(Math.abs(x - expected), `${kernel} ${name}`).toBeLessThan(2e-5 * largest);
      });
    }
  }
});

test('derivatives with respect to the spectrum itself are those of differences, on both kernels', async () => {
  const base = changed(EXPERIMENT, { detector: { pixelsFast: 3, pixelsSlow: 3, pixelMm: 6 } });
  const parameters = ['beam.spectrum.wavelengthFactor', 'beam.spectrum.widthFactor'] as const;
  const moved = (field: string, value: number) => {
    const spectrum = { ...base.beam?.spectrum, [field]: value };
    return imageOf({ ...base, beam: { ...base.beam, spectrum } } as Experiment);
  };
  for (const kernel of ['reference', 'cpu'] as const) {
    const experiment = changed(base, {
      beam: { spectrum: { ...base.beam?.spectrum, wavelengthFactor: 1, widthFactor: 1 } },
      sampling: { kernel },
    } as Experiment);
    const found = await derivatives(experiment, { parameters, inputs: WIDE });
    for (const name of parameters) {
      const [field, step] = [name.replace('beam.spectrum.', ''), 1e-5];
      const [up, down] = [await moved(field, 1 + step), await moved(field, 1 - step)];
      const image = found.derivatives[name]?.[0]?.data as Float64Array;
      const largest = image.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      expect(largest).toBeGreaterThan(0);
      for (const [i, x] of image.entries()) {
        const expected = ((up[i] as number) - (down[i] as number)) / 2 / step;
        expect(Math.abs(x - expected), `${kernel} ${name}`).toBeLessThan(1e-5 * largest);
      }
    }
  }
});

test.each(['linear', 'lines'] as const)('densities and weights have derivatives, between %s', async (between) => {
  const base = changed(EXPERIMENT, {
    beam: { spectrum: { file: 'band.csv', between } },
    detector: { pixelsFast: 3, pixelsSlow: 3, pixelMm: 6 },
  });
  const image = (density: number) => imageOf(base, band(`9300,0.2\n9800,${density}\n10100,0.7\n10200,0`));
  const step = 1e-4;
  const [up, down] = [await image(1 + step), await image(1 - step)];
  for (const kernel of ['reference', 'cpu'] as const) {
    const name = 'beam.spectrum.weights.1';
    const experiment = changed(base, { sampling: { kernel } });
    const found = await derivatives(experiment, { parameters: [name], inputs: WIDE });
    const slopes = found.derivatives[name]?.[0]?.data as Float64Array;
    const largest = slopes.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    expect(largest).toBeGreaterThan(0);
    for (const [i, x] of slopes.entries()) {
      expect(Math.abs(x - ((up[i] as number) - (down[i] as number)) / 2 / step), kernel).toBeLessThan(1e-6 * largest);
    }
    const missing = derivatives(experiment, { parameters: ['beam.spectrum.weights.4'], inputs: WIDE });
    await expect(missing).rejects.toThrow('there is no beam.spectrum.weights.4');
  }
});
