import { vector } from '@braggsim/core';
import type { SimulationInputs } from '@braggsim/experiment';
import { parseHkl } from '@braggsim/reflections';
import type { RefineOptions } from './refined-shot';
import { noisyShot, OPTIONS, SPOTS, TRUTH } from './shot.fixture';

/** Amplitudes of the truth: 60 for all reflections. The start has them wrong by up to 20 %. */
export const wrongList = (): SimulationInputs => {
  const lines: string[] = [];
  for (let h = -12; h <= 12; h++) {
    for (let k = -14; k <= 14; k++) {
      for (let l = -16; l <= 16; l++) {
        const sign = Math.sign(h || k || l || 1);
        lines.push(`${h} ${k} ${l} ${60 * (1 + 0.2 * Math.sin(sign * (3 * h + 5 * k + 7 * l)))}`);
      }
    }
  }
  return { reflections: parseHkl(lines.join('\n')) };
};
/** An experiment with that list. */
export const START = { ...TRUTH, structureFactors: { interpolation: 'nearest' as const } };
/** How its amplitudes are refined. */
export const AMPLITUDES: RefineOptions = { ...OPTIONS, free: ['misset', 'f-hkl'] };

/** Returns a shot of the truth, with noise of a seed, to be refined from that list. */
export const wrongShot = async (seed: number) => ({
  ...(await noisyShot(TRUTH, START, seed)),
  inputs: wrongList(),
  spots: SPOTS,
  rotations: [vector.IDENTITY],
});
