import type { StageRequest } from '@braggsim/core';
import { boundsOf, type PixelBounds } from '@braggsim/core/kernel';
import type { Experiment, Stages } from '@braggsim/experiment';
import { resolveDetector } from '@braggsim/geometry';
import { isPixelwiseReadout } from '@braggsim/simulate/shots';
import type { Plan } from '../plan/plan';
import { storedFrame } from './transform';
import { USUAL_READOUT } from './usual-readout';

type Roi = readonly [number, number, number, number];

/** The experiment of a shot, limited to what is kept of it. */
export interface KeptPart {
  readonly experiment: Experiment;
  /** The pixels that are kept; the whole panel when absent. */
  readonly held?: PixelBounds;
}

/** Tells whether a plan stores nothing but quadrants. */
const storesQuadrantsAlone = ({ images, experiment }: Plan): boolean =>
  images !== 'none' &&
  images.transform !== 'none' &&
  images.transform.quadrant !== 'none' &&
  !images.layouts.includes('nxmx') &&
  experiment.sampling?.roi === undefined;

/**
 * Creates the function that limits the experiment of a shot to the quadrant that is stored of it. Whole images are computed where
 * they are stored too, and where the recorded value of a pixel depends on its neighbours.
 */
export function keptPart(
  plan: Plan,
  { readouts: stages }: Pick<Stages, 'readouts'>,
): (experiment: Experiment, quadrant: number) => Promise<KeptPart> {
  const { images } = plan;
  if (images === 'none' || !storesQuadrantsAlone(plan)) return async (experiment) => ({ experiment });
  const { pixelsFast, pixelsSlow } = resolveDetector(plan.experiment.detector, plan.experiment).value;
  // One object for each quadrant, by which later shots know it again.
  const rois = [0, 1, 2, 3].map((drawn): Roi => {
    const { first, shape, pool } = storedFrame(images.transform, [pixelsSlow, pixelsFast], drawn);
    const [slow, fast] = first;
    return [fast, fast + shape[1] * pool - 1, slow, slow + shape[0] * pool - 1];
  });
  const bounds = rois.map(boundsOf);
  let asked: { readonly chain: readonly StageRequest[]; readonly isPixelwise: boolean } | undefined;
  return async (experiment, quadrant) => {
    const chain = experiment.readout ?? USUAL_READOUT;
    if (asked?.chain !== chain) {
      asked = { chain, isPixelwise: await isPixelwiseReadout(chain, stages) };
    }
    if (!asked.isPixelwise) return { experiment };
    const roi = rois[quadrant] as Roi;
    const sampling = { ...experiment.sampling, roi };
    return { experiment: { ...experiment, sampling }, held: bounds[quadrant] as PixelBounds };
  };
}
