import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { parseDispersion } from '@braggsim/reflections/by-energy';
import { readPhased } from '@braggsim/reflections/files';
import { TRUTH } from './shot.fixture';

/** Returns a list of amplitudes and phases that vary from one reflection to the next. */
function listOf(size: number, turn: number) {
  const lines: string[] = [];
  for (let h = 0; h <= 12; h++) {
    for (let k = -14; k <= 14; k++) {
      for (let l = -16; l <= 16; l++) {
        const n = 961 * h + 31 * k + l;
        if (n > 0) lines.push(`${h} ${k} ${l} ${size * (1.2 + Math.sin(turn * n))} ${(97 * turn * n) % 360}`);
      }
    }
  }
  return readPhased(new TextEncoder().encode(lines.join('\n')), 'list.hkl');
}

const [BASE, IRON] = [listOf(50, 1), listOf(3, 2)];

/** Returns structure factors with iron, whose f' and f'' are those of a file. */
export const withIron = (curve: string): SimulationInputs => ({
  byEnergy: {
    kind: 'anomalous',
    base: BASE,
    kinds: [{ element: 'Fe', factors: IRON, dispersion: parseDispersion(`energyEv,f1,f2\n${curve}`, 'metal.csv') }],
  },
});

const { wavelengthA: _, ...BEAM } = TRUTH.beam ?? {};

/** Returns an experiment with iron at an energy. */
export const ironAt = (beam: Experiment['beam']): Experiment => ({
  ...TRUTH,
  beam: { ...BEAM, ...beam },
  structureFactors: {
    file: 'list.hkl',
    anomalous: [{ element: 'Fe', part: 'part.hkl', dispersion: 'metal.csv' }],
  },
});
