import { ran1 } from '@braggsim/core/random';
import { codecs } from '@braggsim/detector-io';
import type { Experiment } from '@braggsim/experiment';
import { simulate } from '@braggsim/simulate';
import { nodeKernels } from '@braggsim/simulate/node';
import ndarray from 'ndarray';
import { stringify } from 'yaml';
import type { NamedBuffer } from './view.fixture';

/** A triclinic crystal in front of a small detector, with some twenty bright spots. */
export const TRUTH: Experiment = {
  beam: { wavelengthA: 1, fluencePerM2: 3e29, polarization: 0.5 },
  detector: { distanceMm: 60, pixelMm: 0.1, pixelsFast: 120, pixelsSlow: 120, beamCentreMm: [6, 6] },
  crystal: { cell: [41, 52, 63, 82, 95, 103], misset: [12, -33, 57], cells: [12, 10, 9], shape: 'square' },
  structureFactors: { default: 60 },
  sampling: { oversample: 1 },
};

/** What is known before: the orientation is off, and nothing else. */
export const START: Experiment = {
  ...TRUTH,
  crystal: { ...TRUTH.crystal, misset: [12.1, -33.05, 57.04] },
  refine: { free: ['misset', 'scale'], boxPx: 4 },
};

/** Photons below the spots. */
const BACKGROUND = 6;

/** Poisson counts: by multiplication of uniform deviates for small means, in halves for large ones. */
function poisson(mean: number, uniform: () => number): number {
  if (mean > 500) return poisson(mean / 2, uniform) + poisson(mean / 2, uniform);
  const limit = Math.exp(-mean);
  let [count, product] = [0, uniform()];
  while (product > limit) {
    count++;
    product *= uniform();
  }
  return count;
}

/** The image of the truth with photon noise, as a CBF file. */
export async function measuredFile(): Promise<NamedBuffer> {
  const { panels, metadata } = await simulate(TRUTH, { kernels: nodeKernels });
  const uniform = ran1(-1);
  const [photons] = panels;
  const counts = Int32Array.from(photons?.data ?? [], (mean) => poisson(mean + BACKGROUND, uniform));
  const image = { panels: [ndarray(counts, [120, 120])], metadata };
  const codec = await codecs.get('cbf')?.();
  const name = 'measured.cbf';
  const chunks = codec?.encode?.(image, { style: 'grey16', header: 'full', name }) ?? [];
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.concat(chunks) };
}

/** An experiment as a file. */
export const experimentFile = (experiment: Experiment): NamedBuffer => ({
  name: 'start.yaml',
  mimeType: 'text/yaml',
  buffer: Buffer.from(stringify(experiment)),
});
