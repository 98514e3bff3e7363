import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { parseHkl } from '@braggsim/reflections';
import { parseSpectrum } from '@braggsim/sources';
import { expect } from 'vitest';
import { compute, exact } from './agreement.fixture';
import { changed } from './cube.fixture';
import { buildPlan } from './plan';

export const EXPERIMENT: Experiment = {
  beam: { fluencePerM2: 1e28, spectrum: { file: 'band.csv', between: 'linear' }, polarization: 0.5 },
  detector: { convention: 'xds', pixelsFast: 5, pixelsSlow: 5, pixelMm: 4, distanceMm: 90, originPx: [-0.5, 0.9] },
  crystal: { cell: [23, 26, 30, 82, 97, 104], misset: [31, -12, 77], cells: [9, 8, 8], shape: 'gauss-hkl' },
  structureFactors: { default: 0, interpolation: 'nearest' },
  sampling: { oversample: 1 },
};
/** Fewer pixels for what the reference kernel takes long for: over the same area. */
export const FEW_PIXELS: Experiment = { detector: { pixelsFast: 3, pixelsSlow: 3, pixelMm: 6.5 } };
const REFLECTIONS = parseHkl(
  new TextEncoder().encode(
    Array.from({ length: 21 ** 3 }, (_, i) => {
      const [h, k, l] = [(i % 21) - 10, (Math.floor(i / 21) % 21) - 10, Math.floor(i / 441) - 10];
      return `${h} ${k} ${l} ${50 + ((7 * h + 3 * k + 11 * l) ** 2 % 90)}`;
    }).join('\n'),
  ),
);
export const band = (text: string): SimulationInputs => ({
  spectrum: parseSpectrum(`energyEv,weight\n${text}`, 'band.csv'),
  reflections: REFLECTIONS,
});
export const WIDE = band('9300,0.2\n9800,1\n10100,0.7\n10200,0');

const planOf = async (change: Experiment = {}, inputs = WIDE) =>
  (await buildPlan(changed(EXPERIMENT, change), inputs)).plan;
export const imageOf = async (change: Experiment = {}, inputs = WIDE) =>
  (await exact(await planOf(change, inputs)))[0] as Float64Array;
export const onCpu = async (change: Experiment = {}, inputs = WIDE) =>
  (await compute(cpuKernel, await planOf(change, inputs), { precision: 'mixed' })).images[0] as Float32Array;

/** Returns the largest difference of two images, relative to the pixel where it is brighter than a millionth of the brightest. */
export function difference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const brightest = Math.max(...Array.from(expected));
  expect(brightest).toBeGreaterThan(0);
  return Array.from(expected).reduce((worst, x, i) => {
    const error = Math.abs((found[i] as number) - x) / Math.max(x, 1e-6 * brightest);
    return Math.max(worst, error);
  }, 0);
}

/** Lines that stand for a band: points of the rule of Simpson in each segment. */
export function lines(knots: readonly (readonly [number, number])[], perSegment: number): SimulationInputs {
  const rows: string[] = [];
  for (let k = 1; k < knots.length; k++) {
    const [[p, sp], [q, sq]] = [knots[k - 1], knots[k]] as [[number, number], [number, number]];
    for (let i = 0; i <= perSegment; i++) {
      const [v, weight] = [i / perSegment, i === 0 || i === perSegment ? 1 : i % 2 === 0 ? 2 : 4];
      rows.push(`${p + v * (q - p)},${((q - p) * weight * (sp + v * (sq - sp))) / perSegment}`);
    }
  }
  return band(rows.join('\n'));
}
export const KNOTS = [
  [9300, 0.2],
  [9800, 1],
  [10100, 0.7],
  [10200, 0],
] as const;
export const AS_LINES: Experiment = { beam: { spectrum: { file: 'band.csv', between: 'lines' } } };
