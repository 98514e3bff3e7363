import { ABSCISSAE, moleculesIn } from '@braggsim/background';
import { dataError, units } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import type { DetectorSection } from '@braggsim/geometry';
import type { NonBraggDraft } from './invocation';

/** A unit cell of amplitude 0, since an experiment must have one. */
const NO_CRYSTAL: Pick<Experiment, 'crystal' | 'structureFactors'> = {
  crystal: { cell: [1, 1, 1, 90, 90, 90], cells: [1, 1, 1] },
  structureFactors: { default: 0 },
};

const DEFAULT_SIZE_MM = 102.4;
const DEFAULT_PIXEL_MM = 0.1;

type Pair = readonly [number, number];

/**
 * Returns the pixels and the size (mm) of one edge of the detector. In the C program rounding can add a pixel that
 * exceeds the size.
 */
function edge(count: number | undefined, sizeMm: number | undefined, pixelMm: number, asInC: boolean) {
  const pixel = units.fromMm(pixelMm);
  const size = count === undefined ? units.fromMm(sizeMm ?? DEFAULT_SIZE_MM) : pixel * count;
  return { pixels: Math.ceil(size / pixel - (asInC ? 0 : 0.5)), sizeMm: units.toMm(size) };
}

/**
 * Returns the detector section in the conventions of nonBragg: Xbeam along fast and Ybeam along slow from the corner;
 * the point of normal incidence takes their place where the detector rotates about the sample.
 */
export function detectorOf(section: DetectorSection = {}, asInC: boolean) {
  const { pixelMm = DEFAULT_PIXEL_MM, nearPointMm, originPx, beamCentreMm, impliedPivot = 'beam' } = section;
  const fast = edge(section.pixelsFast, section.sizeFastMm, pixelMm, asInC);
  const slow = edge(section.pixelsSlow, section.sizeSlowMm, pixelMm, asInC);
  const unset: Pair = [(fast.sizeMm - pixelMm) / 2, (slow.sizeMm + pixelMm) / 2];
  const near = ([0, 1] as const).map((i) => {
    const origin = originPx?.[i] ?? undefined;
    return origin === undefined ? (nearPointMm?.[i] ?? unset[i]) : origin * pixelMm;
  }) as unknown as Pair;
  const beam: Pair = [beamCentreMm?.[0] ?? near[0], beamCentreMm?.[1] ?? near[1]];
  const { sizeFastMm: _fast, sizeSlowMm: _slow, nearPointMm: _near, originPx: _origin, ...kept } = section;
  const detector: DetectorSection = {
    ...kept,
    convention: 'custom',
    // The normal is always the product of fast and slow, which a vector of any length but 1 requests.
    axes: { ...section.axes, normal: [0, 0, 0] },
    pixelMm,
    pixelsFast: fast.pixels,
    pixelsSlow: slow.pixels,
    beamCentreMm: impliedPivot === 'sample' ? near : beam,
  };
  return { detector, sizeSlowMm: slow.sizeMm };
}

/** Returns the number of molecules in the beam; a sample wider than the beam is clipped to it. */
export function moleculesOf({ sample, experiment }: NonBraggDraft): number {
  if (sample.molecules > 0) return sample.molecules;
  const { beamSizeMm = 0.1 } = experiment.beam ?? {};
  const clipped = (mm: number) => (beamSizeMm >= 0 ? Math.min(mm, beamSizeMm) : mm);
  return moleculesIn({ ...sample, widthMm: clipped(sample.widthMm), heightMm: clipped(sample.heightMm) });
}

/**
 * Returns the experiment of a command line.
 *
 * @throws BraggsimError (`data`) without a table
 */
export function experimentOf(draft: NonBraggDraft): Experiment {
  const { table } = draft;
  if (!table) {
    throw dataError(
      `nonBragg needs a table of amplitudes: ${Object.keys(ABSCISSAE)
        .map((name) => `-${name}`)
        .join(', ')} <file>`,
    );
  }
  // The spindle has no effect without a crystal; it is written to the header.
  const { scan: _scan, ...experiment } = draft.experiment as Experiment;
  const asInC = experiment.compat === 'nanobragg-c';
  const { oversample = 1 } = experiment.sampling ?? {};
  return {
    ...experiment,
    ...NO_CRYSTAL,
    detector: detectorOf(experiment.detector, asInC).detector,
    sampling: { ...experiment.sampling, oversample: oversample === 'auto' || oversample < 1 ? 1 : oversample },
    background: [
      {
        kind: 'amorphous',
        file: table.file,
        abscissa: table.abscissa,
        molecules: moleculesOf(draft),
        ends: asInC ? 'extrapolate' : 'hold',
      },
    ],
    // Unlike nanoBragg, nonBragg evaluates every factor at every sample and uses the weights of its sources.
    compatibility: { ...(asInC && { factors: 'each', sourceWeights: 'apply' }), ...experiment.compatibility },
  };
}
