import {
  type SourceFrame,
  type SourceRow,
  stageParameters,
  stageRequest,
  units,
  usageError,
  vector,
  type Warning,
} from '@braggsim/core';
import type { Beam, Compatibility, Crystal, Derived, Detector, Mosaic, WithWarnings } from '@braggsim/core/derived';
import {
  builtinStages,
  type Experiment,
  type ExperimentSpectrum,
  experimentSpectrum,
  type SimulationInputs,
  type Stages,
} from '@braggsim/experiment';
import { resolveDetector, resolveOversample } from '@braggsim/geometry';
import { crystalAxes, resolveCrystal, resolveMosaic, resolveScan } from '@braggsim/lattice';
import { checkedSources, illumination, resolveBeam, resolveSources } from '@braggsim/sources';

/** Quantities that follow from an experiment. */
export interface Derivation {
  readonly derived: Derived;
  /** Spectra of the images; absent for a beam of one wavelength or of a grid. */
  readonly spectrum?: ExperimentSpectrum;
  readonly warnings: readonly Warning[];
}

/** An experiment that has been worked out, of which another one may share sections. */
export interface WorkedOut {
  readonly experiment: Experiment;
  readonly derived: Derived;
}

/**
 * Resolves all sections of an experiment into quantities that do not depend on a pixel, in the order of the
 * specification.
 *
 * @param known derivation of an experiment with the same compatibility options and inputs: what follows from sections
 * that are the same objects is taken from it, without its warnings
 * @throws BraggsimError (`usage`, `data`) as the resolvers of the sections do
 */
export function derive(
  experiment: Experiment,
  inputs: SimulationInputs,
  compatibility: Compatibility,
  { sources: models }: Pick<Stages, 'sources'> = builtinStages,
  known?: WorkedOut,
): Derivation {
  const before = known?.experiment;
  /** Returns what is worked out now, or known from an experiment with the same sections. */
  const once = <T>(same: boolean | undefined, value: T | undefined, resolve: () => WithWarnings<T>): WithWarnings<T> =>
    same && value !== undefined ? { value, warnings: [] } : resolve();
  const sameBeam = before && before.beam === experiment.beam;
  const sameDetector = before && before.detector === experiment.detector && before.goniometer === experiment.goniometer;
  const sameCrystal = before && before.crystal === experiment.crystal && before.seed === experiment.seed;

  const spectrum = experimentSpectrum(experiment, inputs.spectrum);
  const lines = spectrum?.linesOf(0);
  const beam = once(sameBeam, known?.derived.beam, () => resolveBeam(experiment.beam, lines));
  const detector = once(sameDetector, known?.derived.detector, () =>
    resolveDetector(experiment.detector, { ...experiment, compatibility }),
  );
  const { wavelength, beamSize } = beam.value;
  const given = {
    wavelength,
    beamSize,
    ...(inputs.matrix && { matrix: inputs.matrix }),
    ...(inputs.indexRotations && { rotations: inputs.indexRotations }),
  };
  const crystal = once(sameCrystal && sameBeam, known?.derived.crystal, () =>
    resolveCrystal(seeded(experiment), given, compatibility),
  );
  // A detector that is known has its spindle turned about already.
  const sameScan = sameDetector && before.scan === experiment.scan;
  const scan = sameScan
    ? { value: (known as WorkedOut).derived.scan, reversed: false, warnings: [] }
    : resolveScan(experiment.scan, compatibility);
  const placed = sameDetector ? detector.value : withSpindle(detector.value, scan.reversed);
  // Domains of an even distribution or of a file lie along the axes of the crystal.
  const free = known?.derived.mosaic.turnsWithCrystal === undefined;
  const sameBlocks = before && before.crystal?.blocks === experiment.crystal?.blocks;
  const sameDomains = free ? before && before.crystal?.mosaic === experiment.crystal?.mosaic : sameCrystal;
  const sameMosaic = sameBlocks && sameDomains && (!beam.value.profile || (sameBeam && sameCrystal));
  const mosaic = once(sameMosaic, known?.derived.mosaic, () =>
    withBlocks(
      (experiment.crystal?.blocks ?? 1) * illuminationOf(experiment, beam.value, crystal.value),
      resolveMosaic(experiment.crystal?.mosaic, compatibility, {
        axes: crystalAxes(crystal.value),
        cellSpread: experiment.crystal?.cellSpread,
        blocks: inputs.blocks,
      }),
    ),
  );
  const sources = once(sameBeam && sameDetector, known?.derived.sources, () => {
    const rows = modelRows(experiment, detector.value, wavelength, models) ?? inputs.sources;
    return resolveSources(experiment.beam, beam.value, detector.value, rows, compatibility, lines);
  });
  const { distance, pixelSize } = detector.value;
  const oversample = resolveOversample(experiment.sampling?.oversample, {
    crystal: crystal.value,
    wavelength,
    distance,
    pixelSize,
  });
  return {
    derived: {
      beam: beam.value,
      detector: placed,
      crystal: crystal.value,
      scan: scan.value,
      mosaic: mosaic.value,
      sources: sources.value,
      oversample: oversample.value,
    },
    ...(spectrum && { spectrum }),
    warnings: [beam, detector, crystal, scan, mosaic, sources, oversample].flatMap((part) => part.warnings),
  };
}

/**
 * Makes the sources of the requested model of the beam; undefined without a request.
 *
 * @throws BraggsimError (`usage`) for an unknown model, wrong parameters or sources, and beside a source file
 */
function modelRows(
  { beam }: Experiment,
  frame: Omit<SourceFrame, 'wavelength'>,
  wavelength: number,
  models: Stages['sources'],
): readonly SourceRow[] | undefined {
  if (beam?.source === undefined) return undefined;
  if (beam.sources !== undefined)
    throw usageError('give a model of the beam (beam.source) or a file of sources, not both');
  const { kind, ...params } = stageRequest(beam.source);
  const model = models.get(kind)?.();
  if (!model) {
    const names = [...models.keys()];
    const there = names.length > 0 ? `there are ${names.join(', ')}` : 'load the plug-in that has it (--plugin)';
    throw usageError(`there is no model of the beam '${kind}'; ${there}`);
  }
  const what = `source '${kind}'`;
  const values = stageParameters(what, model.params, params);
  const { beam: along, polarization, vertical } = frame;
  return checkedSources(what, model.sources(values, { wavelength, beam: along, polarization, vertical }));
}

/**
 * Returns the mean fluence over a crystal relative to the peak of the beam. Its edges b and c lie across the beam, as where the size of
 * the beam limits it.
 *
 * @throws BraggsimError (`usage`) for an offset of the crystal in a flat beam
 */
function illuminationOf({ crystal }: Experiment, { profile }: Beam, { b, c, cells }: Crystal): number {
  const offset = crystal?.offsetMm;
  if (profile) {
    const box = [cells[1] * vector.length(b), cells[2] * vector.length(c)] as const;
    return illumination(profile, box, offset && [units.fromMm(offset[0] as number), units.fromMm(offset[1] as number)]);
  }
  if (offset === undefined) return 1;
  throw usageError({
    message: `crystal.offsetMm is ${offset.join(', ')} and has no effect in a flat beam; give beam.profile, or leave crystal.offsetMm out`,
    expected: 'beam.profile',
    found: 'none',
    remedy: 'give beam.profile, or leave crystal.offsetMm out',
  });
}

/** Multiplies the weights of the domains of a crystal by its number of coherent blocks. */
function withBlocks(blocks: number, { value, warnings }: WithWarnings<Mosaic>): WithWarnings<Mosaic> {
  if (blocks === 1) return { value, warnings };
  const weights = Float64Array.from({ length: value.domains }, (_, i) => blocks * (value.weights?.[i] ?? 1));
  return { value: { ...value, weights }, warnings };
}

/** Returns a detector whose spindle points the other way where the crystal turns backwards. */
const withSpindle = (detector: Detector, reversed: boolean): Detector =>
  reversed ? { ...detector, spindle: vector.scale(detector.spindle, -1) } : detector;

/** The crystal of an experiment that has a background only: the sum over its one sample is 0. */
const NO_CRYSTAL: NonNullable<Experiment['crystal']> = { cell: [1], cells: [1, 1, 1] };

/** Completes the crystal section with the experiment's seed for a random mis-setting without a seed of its own. */
const seeded = ({ background = [], crystal = background.length > 0 ? NO_CRYSTAL : {}, seed }: Experiment) =>
  crystal.missetSeed === undefined && seed !== undefined ? { ...crystal, missetSeed: seed } : crystal;
