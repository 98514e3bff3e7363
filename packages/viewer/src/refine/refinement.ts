import { dataError } from '@braggsim/core';
import { combinedMask, type DecodedImage } from '@braggsim/core/derived';
import type { Experiment } from '@braggsim/experiment';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import {
  type Evaluation,
  latticeOfRotations,
  type Measurement,
  type OfferedGroup,
  offeredNumbers,
  type RefinedShot,
  refineOptions,
  refineShot,
  residualPicture,
  shotReport,
  valueFacts,
} from '@braggsim/refine';
import { unappliedLimits } from '@braggsim/simulate/images';
import ndarray from 'ndarray';
import { type OpenedInputs, resolveInputs } from '../simulate/inputs';
import { openedMasks } from '../simulate/mask-files';
import type { Correlations, MeasuredImage, Refinement } from './messages';

/** Lists what can be refined of an experiment. @throws BraggsimError as `resolveInputs` and `offeredNumbers` do */
export async function offeredOf(given: Experiment, opened: OpenedInputs): Promise<OfferedGroup[]> {
  const { experiment, inputs } = await resolveInputs(given, opened);
  return offeredNumbers(experiment, { inputs }, experiment.refine?.lattice ?? latticeOf(inputs.indexRotations));
}

const latticeOf = (rotations: Parameters<typeof latticeOfRotations>[0] | undefined) =>
  rotations && latticeOfRotations(rotations);

/** Returns the measured values with what `braggsim refine` takes into account of an image, and warnings about its mask files. */
async function measurementOf(
  experiment: Experiment,
  { panels, metadata, values }: MeasuredImage,
  opened: OpenedInputs,
): Promise<{ readonly measurement: Measurement; readonly warnings: readonly string[] }> {
  const { detector, refine = {} } = experiment;
  const shapes = panels.map(({ pixelsSlow, pixelsFast }) => [pixelsSlow, pixelsFast] as const);
  const masks = await openedMasks([...(detector?.mask ?? []), ...(refine.mask ? [refine.mask] : [])], opened, panels);
  const isOfPhotons = values === 'photons';
  const bits = isOfPhotons
    ? masks?.masksFor(shapes)
    : masks?.[refine.trusted ? 'applyMarks' : 'apply'](decoded(panels)).masks;
  const { calibration, trusted } = valueFacts(experiment, {
    image: metadata,
    masks: isOfPhotons ? undefined : masks?.described(undefined),
    isSixteenBits: panels[0]?.pixels instanceof Uint16Array,
  });
  const measurement: Measurement = {
    panels: panels.map(({ pixels, pixelsFast, pixelsSlow, mask }, p) => ({
      values: pixels,
      pixelsFast,
      pixelsSlow,
      mask: combinedMask(mask, bits?.[p]),
    })),
    calibration: isOfPhotons
      ? { gain: 1, offset: 0, readNoise: 0 }
      : { ...calibration, ...(values === 'counts' && { offset: 0 }) },
    trusted,
  };
  const unapplied =
    masks && isOfPhotons ? unappliedLimits(masks, 'they are of recorded values, and the image has photons') : [];
  return { measurement, warnings: [...(masks?.warnings ?? []), ...unapplied] };
}

const decoded = (panels: MeasuredImage['panels']): DecodedImage => ({
  panels: panels.map(({ pixels, pixelsFast, pixelsSlow }) => ndarray(pixels, [pixelsSlow, pixelsFast])),
  header: {},
});

const sizesOf = (panels: readonly { readonly pixelsFast: number; readonly pixelsSlow: number }[]): string =>
  panels.map(({ pixelsFast, pixelsSlow }) => `${pixelsFast} x ${pixelsSlow}`).join(', ');

/**
 * Checks that an image has the size of the detector of the model.
 *
 * @throws BraggsimError (`data`) for an image of another size
 */
function checkSizes(experiment: Experiment, { name, panels }: MeasuredImage): void {
  const expected = recordingPanels(resolveDetector(experiment.detector, experiment).value);
  if (sizesOf(expected) === sizesOf(panels)) return;
  throw dataError(
    `${name} has ${sizesOf(panels)} pixels (fast x slow), and the detector of the starting model ${sizesOf(expected)}: take the geometry of the image, or open the experiment that belongs to it`,
  );
}

/** Lays refined sections over those of the start, which keeps what a refinement leaves out. */
const withRefined = (start: Experiment, { beam, detector, crystal, scan, compatibility }: Experiment): Experiment => ({
  ...start,
  ...(beam && { beam }),
  ...(detector && { detector }),
  ...(crystal && { crystal }),
  ...(scan && { scan }),
  ...(compatibility && Object.keys(compatibility).length > 0 && { compatibility }),
});

/** Divides covariances by the standard deviations. */
function correlationsOf({ names, matrix }: ReturnType<typeof shotReport>['covariance']): Correlations {
  const sigma = matrix.map((row, i) => Math.sqrt(row[i] ?? Number.NaN));
  return {
    names,
    matrix: matrix.map((row, i) =>
      row.map((value, j) => {
        const correlation = value === null ? Number.NaN : value / ((sigma[i] as number) * (sigma[j] as number));
        return Number.isFinite(correlation) ? correlation : null;
      }),
    ),
  };
}

const boxesOf = ({ pixels, boxSigmaZ }: RefinedShot): Refinement['boxes'] =>
  pixels.boxes.map(({ panel, fast, slow, hkl }, i) => ({
    panel,
    fast: [fast[0], fast[1]],
    slow: [slow[0], slow[1]],
    ...(hkl && { hkl: [hkl[0], hkl[1], hkl[2]] as const }),
    sigmaZ: boxSigmaZ[i] ?? Number.NaN,
  }));

/**
 * Refines an experiment against an image, as `braggsim refine` does with the section `refine` of the experiment.
 *
 * @param onEvaluation called after each evaluation of the model
 * @throws BraggsimError (`usage`, `data`) for what cannot be refined
 */
export async function refineImage(
  given: Experiment,
  opened: OpenedInputs,
  image: MeasuredImage,
  onEvaluation: (evaluation: Evaluation) => void,
): Promise<Refinement> {
  const began = performance.now();
  const { experiment, inputs, warnings } = await resolveInputs(given, opened);
  checkSizes(experiment, image);
  const rotations = inputs.indexRotations;
  const { measurement, warnings: aboutMasks } = await measurementOf(experiment, image, opened);
  const shot = await refineShot(
    {
      experimentName: 'experiment',
      imageName: image.name,
      experiment,
      inputs,
      measurement,
      ...(rotations && { rotations }),
    },
    { ...refineOptions(experiment.refine ?? {}, false, latticeOf(rotations)), onEvaluation },
  );
  const seconds = (performance.now() - began) / 1000;
  const report = shotReport(shot, { read: 0, refine: seconds, write: 0 });
  return {
    start: given,
    refined: withRefined(given, shot.refined),
    status: shot.status,
    ...(shot.failure && { failure: shot.failure.message }),
    numbers: report.parameters,
    correlations: correlationsOf(report.covariance),
    undetermined: report.undetermined.map(({ sentence }) => sentence),
    boxes: boxesOf(shot),
    pixels: report.pixels,
    sigmaZ: shot.sigmaZ,
    rFactor: shot.rFactor,
    offsetsPx: [shot.offsets.start.median, shot.offsets.end.median],
    picture: residualPicture(shot),
    seconds,
    warnings: [...warnings, ...aboutMasks, ...report.warnings],
  };
}
