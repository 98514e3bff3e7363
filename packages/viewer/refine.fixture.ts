import { ran1 } from '@braggsim/core/random';
import { codecs } from '@braggsim/detector-io';
import type { Experiment } from '@braggsim/experiment';
import { simulate } from '@braggsim/simulate';
import { nodeKernels } from '@braggsim/simulate/node';
import ndarray from 'ndarray';
import { stringify } from 'yaml';
import { BACKGROUND, poisson, TRUTH } from '../refine/src/testing/noisy-crystal';
import type { NamedBuffer } from './view.fixture';

export { TRUTH };

/** What is known before: the orientation is off, and nothing else. */
export const START: Experiment = {
  ...TRUTH,
  crystal: { ...TRUTH.crystal, misset: [12.1, -33.05, 57.04] },
  refine: { free: ['misset', 'scale'], boxPx: 4 },
};

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

/** Rows of the image that the mask leaves out. */
export const MASKED_ROWS = 24;

/** A mask of the first rows of the image, as a NumPy file. */
export async function maskFile(): Promise<NamedBuffer> {
  const keep = Uint8Array.from({ length: 120 * 120 }, (_, i) => (i < 120 * MASKED_ROWS ? 0 : 1));
  const { metadata } = await simulate(TRUTH, { kernels: nodeKernels });
  const codec = await codecs.get('npy')?.();
  const name = 'mask.npy';
  const chunks = codec?.encode?.({ panels: [ndarray(keep, [120, 120])], metadata }, { name }) ?? [];
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.concat(chunks) };
}

/** An experiment as a file. */
export const experimentFile = (experiment: Experiment): NamedBuffer => ({
  name: 'start.yaml',
  mimeType: 'text/yaml',
  buffer: Buffer.from(stringify(experiment)),
});
