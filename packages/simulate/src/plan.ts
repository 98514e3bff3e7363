import { planBackgrounds } from '@braggsim/background';
import { dataError, units, usageError, type Warning } from '@braggsim/core';
import type { BandPlan } from '@braggsim/core/band';
import type { Compatibility, Derived, ImageMetadata } from '@braggsim/core/derived';
import type { Plan, TablePlan } from '@braggsim/core/kernel';
import {
  aboutCrystal,
  builtinStages,
  checkParticle,
  compatibilityOf,
  type Experiment,
  type ExperimentSpectrum,
  refuseBeyondCProgram,
  type SimulationInputs,
  type Stages,
} from '@braggsim/experiment';
import { panelPlans } from '@braggsim/geometry';
import { orientationTable } from '@braggsim/lattice';
import { type Reflections, structureGrid, withF000 } from '@braggsim/reflections';
import { type FactorsByEnergy, planByEnergy, valuesByEnergy, warningsByEnergy } from '@braggsim/reflections/by-energy';
import { scatteredPerSquaredAmplitude, sourcePlan } from '@braggsim/sources';
import { planBand } from './band-plan';
import { builtinStructure } from './builtin-structure';
import { thicknessWarnings } from './electron-thickness';
import { imageMemory, type PlanMemory } from './plan-memory';
import { type SinglePart, singleParts } from './single-parts';
import { scaleWarnings, spotScaleOf } from './spot-scale';
import { planOfParts } from './sum-of-crystals';
import { planFactors, planScatters, planShape, planSpotFactor, planStructure, surfacePlanner } from './terms-plan';

/** A plan with the quantities that it was made from: what kernels, reports and files need of an experiment. */
export interface BuiltPlan {
  readonly plan: Plan;
  /** Derived quantities; with several crystals, those of the first. */
  readonly derived: Derived;
  /** Compatibility options of the experiment. */
  readonly compatibility: Compatibility;
  readonly metadata: ImageMetadata;
  /** Number of samples over which intensities are averaged: sources, spindle steps, domains and subpixels. */
  readonly steps: number;
  /** Spectra of the images; absent for a beam of one wavelength or of a grid. */
  readonly spectrum?: ExperimentSpectrum;
  /** Number of reflections in the list of structure factors; 0 without one. */
  readonly reflections: number;
  readonly warnings: readonly Warning[];
  /** Returns the numbers that the structure term takes of sources of these wavelengths (m); absent where it takes none. */
  readonly channelValues?: (wavelengths: Float64Array) => Float64Array;
  /** Plans the band of an image by its derived quantities; absent where all images have the same. */
  readonly bandOf?: (derived: Derived) => Promise<BandPlan | undefined>;
  /** Integrated intensity of a spot over that of as many unit cells; absent where the shape does not say it. */
  readonly spotScale?: number;
  /** Number of coherent blocks of the crystal in the beam; 1 when absent. */
  readonly crystalScale?: number;
  /** Each crystal of several, and the background, of which the plan is the sum. */
  readonly parts?: readonly BuiltPart[];
}

/** A crystal of several with its plan, or the background of an image that several crystals make. */
export interface BuiltPart extends SinglePart {
  readonly built: BuiltPlan;
}

/**
 * Builds the plan of an experiment.
 *
 * @param inputs contents of the files that the experiment names
 * @param memory what earlier plans have left to be used again; what is new is added
 * @throws BraggsimError (`usage`) for impossible values, (`data`) without cell or structure factors or with a mask of
 * the wrong size
 */
export async function buildPlan(
  experiment: Experiment,
  inputs: SimulationInputs = {},
  stages: Stages = builtinStages,
  memory: PlanMemory = imageMemory(),
): Promise<BuiltPlan> {
  refuseBeyondCProgram(experiment);
  const singles = singleParts(experiment, inputs);
  if (singles === undefined) return buildOne(experiment, inputs, stages, 1, memory);
  const parts: BuiltPart[] = [];
  for (const single of singles) {
    const { entry, scale } = single;
    const build = () => buildOne(single.experiment, single.inputs, stages, scale, memory);
    parts.push({ ...single, built: await (entry === undefined ? build() : aboutCrystal(entry, build)) });
  }
  const [{ built }] = parts as [BuiltPart];
  return {
    ...built,
    plan: planOfParts(parts),
    steps: parts.reduce((sum, part) => sum + part.built.steps, 0),
    warnings: warningsOf(parts),
    parts,
  };
}

/** Lists the warnings of all parts: those that all crystals share once, others with the crystal that they are about. */
function warningsOf(parts: readonly BuiltPart[]): readonly Warning[] {
  const crystals = parts.filter(({ entry }) => entry !== undefined);
  const about = crystals.flatMap(({ entry, built }) =>
    built.warnings.map((warning) => {
      const isCommon = crystals.every((part) => part.built.warnings.some(({ message }) => message === warning.message));
      return isCommon ? warning : { ...warning, message: `crystals[${entry}]: ${warning.message}` };
    }),
  );
  const others = parts.flatMap(({ entry, built }) => (entry === undefined ? built.warnings : []));
  return [...new Map([...about, ...others].map((warning) => [warning.message, warning])).values()];
}

/** Builds the plan of an experiment with one crystal. */
async function buildOne(
  experiment: Experiment,
  inputs: SimulationInputs,
  stages: Stages,
  crystalScale = 1,
  shared: PlanMemory = imageMemory(),
): Promise<BuiltPlan> {
  checkParticle(experiment);
  const { terms } = stages;
  const { planTerm } = shared;
  const compatibility = compatibilityOf(experiment);
  const { derived, spectrum, warnings } = shared.derive(experiment, inputs, compatibility, stages);
  const { beam, detector, crystal, scan, mosaic, sources, oversample } = derived;
  const structure = structureOf(experiment, inputs, shared);
  const { byEnergy } = inputs;
  const channelValues = byEnergy && ((wavelengths: Float64Array) => valuesByEnergy(byEnergy, wavelengths));
  const dMin = units.fromAngstrom(experiment.sampling?.dMinA ?? 0);
  const { backgroundTables: tables } = inputs;
  const backgrounds = await planBackgrounds(experiment.background ?? [], {
    beam,
    compatibility,
    tables,
    derived,
    terms,
    beamStop: experiment.beamStop,
    planTerm,
  });
  const steps = sources.count * scan.steps * mosaic.domains * oversample ** 2;
  const spotFactor = await planSpotFactor(terms, derived, planTerm);
  const scatters = await planScatters(experiment, terms, derived, planTerm);
  const shape = await planShape(experiment, terms, derived, planTerm);
  const factors = await planFactors(experiment, terms, derived, compatibility, planTerm);
  const bandOf = (of: Derived) => planBand(of, shape, scatters, terms, experiment, { byEnergy, factors });
  const band = await bandOf(derived);
  const plan: Plan = {
    fixed: {
      panels: panelPlans(detector, {
        mask: inputs.mask,
        planSurface: await surfacePlanner(experiment, terms, derived, compatibility, planTerm),
      }),
      tables: { ...(structure.table && { [structure.table.layout.name]: structure.table }), ...backgrounds.tables },
      shape,
      ...(mosaic.weights && { weightedOrientations: true }),
      structure: await planStructure(experiment, structure, terms, derived, planTerm),
      ...(spotFactor && { spotFactor }),
      ...(scatters.length > 0 && { scatters }),
      factors,
      ...(band && { band }),
      backgrounds: backgrounds.plans,
      oversample,
      layers: detector.sensor.layers,
      layerStep: detector.sensor.layerStep,
      dMin,
      ...(experiment.sampling?.spotCutoff !== undefined && { spotCutoff: experiment.sampling.spotCutoff }),
      culledBackground: dMin > 0 && !band ? compatibility.culledBackground : 'stays',
    },
    shot: {
      sources: {
        ...sourcePlan(sources, detector.polarization),
        ...(channelValues && { channelValues: channelValues(sources.wavelengths) }),
      },
      ...orientationTable(crystal, detector.spindle, scan, mosaic),
      scale: (scatteredPerSquaredAmplitude(beam) / steps) * crystalScale,
    },
  };
  const metadata: ImageMetadata = { detector, beam, scan };
  const spotScale = await spotScaleOf(shape, crystal, terms);
  return {
    plan,
    derived,
    compatibility,
    metadata,
    steps,
    ...(spectrum && { spectrum }),
    reflections: structure.count,
    warnings: [
      ...warnings,
      ...backgrounds.warnings,
      ...(byEnergy ? warningsByEnergy(byEnergy, sources.wavelengths) : []),
      ...scaleWarnings(experiment, crystal, spotScale),
      ...thicknessWarnings(derived, inputs.reflections, experiment.structureFactors?.default ?? 0),
    ],
    ...(spotScale !== undefined && { spotScale }),
    ...(crystalScale !== 1 && { crystalScale }),
    ...(channelValues && { channelValues }),
    ...(band && spectrum?.perShot && { bandOf }),
  };
}

/**
 * Returns the built-in structure term of an experiment, its table, and the length of its list.
 *
 * @throws BraggsimError (`data`) without structure factors
 */
function structureOf(
  { structureFactors = {}, crystal, background = [] }: Experiment,
  { reflections, byEnergy }: SimulationInputs,
  shared: PlanMemory,
) {
  const { default: defaultF = 0, f000 } = structureFactors;
  if (byEnergy) return structureByEnergy({ structureFactors, ...(crystal && { crystal }) }, byEnergy, shared);
  const missing = structureFactors.anomalous ? 'anomalous' : structureFactors.channels && 'channels';
  if (missing) {
    throw dataError(
      `structureFactors.${missing} names files, and what they hold was not passed; give it as the input byEnergy`,
    );
  }
  const backgroundAlone = (structureFactors.default === 0 || !crystal) && background.length > 0;
  const elsewhere = backgroundAlone || structureFactors.structure !== undefined;
  if (!reflections && defaultF === 0 && !elsewhere) {
    throw dataError({
      message:
        'no structure factors: give a reflection file (hkl) or a default amplitude (default_F) other than 0; 0 goes with a background alone',
      expected: 'a reflection file or a default amplitude',
      found: 'neither',
    });
  }
  if (f000 !== undefined && !reflections) {
    throw usageError(
      'structureFactors.f000 replaces an amplitude of a list or a model, and there is none; give one, or leave it out',
    );
  }
  const table = reflections && sharedGrid(reflections, defaultF, f000, shared);
  return {
    ...builtinStructure({ structureFactors, ...(crystal && { crystal }) }, table),
    table,
    count: reflections?.count ?? 0,
  };
}

/** Returns the structure term of structure factors that depend on energy, as `structureOf` returns it. */
function structureByEnergy(
  experiment: Pick<Experiment, 'structureFactors' | 'crystal'>,
  factors: FactorsByEnergy,
  shared: PlanMemory,
) {
  const { default: defaultF = 0, f000 } = experiment.structureFactors ?? {};
  if (f000 !== undefined) {
    throw usageError(
      'structureFactors.f000 replaces an amplitude of one list, and amplitudes depend on energy here; leave it out',
    );
  }
  const ofFactors = shared.byEnergy.get(factors) ?? new Map<number, ReturnType<typeof planByEnergy>>();
  shared.byEnergy.set(factors, ofFactors);
  const planned = ofFactors.get(defaultF) ?? planByEnergy(factors, defaultF);
  ofFactors.set(defaultF, planned);
  const { id, table, specialization } = planned;
  const count = factors.kind === 'anomalous' ? factors.base.listed : (factors.lists[0]?.count ?? 0);
  return { ...builtinStructure(experiment, table, { id, specialization: { ...specialization } }), table, count };
}

function sharedGrid(
  reflections: Reflections,
  defaultF: number,
  f000: number | undefined,
  shared: PlanMemory,
): TablePlan {
  const ofList = shared.ofLists.get(reflections) ?? new Map<string, TablePlan>();
  shared.ofLists.set(reflections, ofList);
  const key = `${defaultF} ${f000}`;
  const made = (): TablePlan => structureGrid(f000 === undefined ? reflections : withF000(reflections, f000), defaultF);
  const table = ofList.get(key) ?? made();
  ofList.set(key, table);
  return table;
}
