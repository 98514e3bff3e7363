import { planBackgrounds } from '@braggsim/background';
import { replanTerm } from '@braggsim/core';
import type { Compatibility } from '@braggsim/core/derived';
import type { FixedPlan, PlanDerivative, SourcePlan, TermPlan } from '@braggsim/core/kernel';
import type { Experiment, SimulationInputs, Stages } from '@braggsim/experiment';
import { panelPlans } from '@braggsim/geometry';
import { orientations } from '@braggsim/lattice';
import { STRUCTURE_TABLE, undampedId } from '@braggsim/reflections';
import { valuesByEnergy } from '@braggsim/reflections/by-energy';
import { scatteredPerSquaredAmplitude, sourcePlan } from '@braggsim/sources';
import { builtinStructure } from '../builtin-structure';
import { derive, type WorkedOut } from '../derive';
import type { BuiltPlan } from '../plan';
import { planFactors, planScatters, planShape, planSpotFactor, planStructure, surfacePlanner } from '../terms-plan';
import { atKnots } from './dispersion-knots';
import { crystalScale } from './part-names';
import { atWeights } from './spectrum-weights';

/** What the numbers of a plan are worked out with, whatever the values of parameters. */
export interface NumberingContext {
  readonly inputs: SimulationInputs;
  readonly stages: Stages;
  readonly compatibility: Compatibility;
  /** The plan whose tables and sample lists stay. */
  readonly built: BuiltPlan;
}

/** The numbers of a plan that may depend on parameters; of orientations, the cell vectors of the first alone where the others follow. */
export interface PlanNumbers
  extends Required<
    Pick<
      PlanDerivative,
      'panels' | 'factors' | 'backgrounds' | 'scatters' | 'layerStep' | 'scale' | 'sources' | 'lattice'
    >
  > {
  readonly shape: TermPlan['constants'];
  readonly structure: TermPlan['constants'];
  readonly spotFactor: TermPlan['constants'];
  readonly orientations: Float64Array | undefined;
  /** Knots of a band and the density at them. */
  readonly band: PlanDerivative['band'];
}

/** The terms of a plan. */
export interface TermPlans extends Pick<FixedPlan, 'shape' | 'structure' | 'factors' | 'backgrounds'> {
  readonly spotFactor: TermPlan | undefined;
  readonly scatters: readonly TermPlan[];
  /** Surface terms of the panels, one each. */
  readonly surfaces: readonly TermPlan[];
}

/** Numbers, and what they follow from. */
export interface NumberedPlan extends WorkedOut {
  readonly numbers: PlanNumbers;
  readonly terms: TermPlans;
}

const constantsOf = ({ constants }: TermPlan) => constants;

const sourceNumbers = ({ count: _, ...numbers }: SourcePlan) => numbers;

const sameValues = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((x, i) => x === b[i]);

/** Sections that backgrounds depend on, those of samples and those of the path of the beam. */
const OF_SAMPLES = ['background', 'beam'] as const;
const OF_PATHS = [...OF_SAMPLES, 'beamStop', 'detector', 'goniometer'] as const;

/** Tells whether two experiments have the same backgrounds, with all that these depend on. */
const sameBackgrounds = (a: Experiment, b: Experiment): boolean => {
  const hasPath = a.background?.some(({ kind }) => kind === 'air');
  return (hasPath ? OF_PATHS : OF_SAMPLES).every((section) => a[section] === b[section]);
};

/**
 * Works out the numbers of the plan of an experiment, without its tables and masks.
 *
 * @param known the same with other values: what follows from sections that are the same objects is taken from there
 * @param changing the numbers that are not those of the known plan, if that is known; all may be when absent
 */
export async function planNumbers(
  { inputs: given, stages, compatibility, built }: NumberingContext,
  numbered: Experiment,
  known?: NumberedPlan,
  changing?: ReadonlySet<keyof PlanNumbers>,
): Promise<NumberedPlan> {
  const { terms } = stages;
  const { experiment, inputs } = atWeights(numbered, given);
  const { derived } = derive(experiment, inputs, compatibility, stages, known);
  const { beam, crystal, detector, scan, mosaic, sources } = derived;
  const shared = known && detector === known.derived.detector;
  const flat = {
    ...detector,
    gaps: [],
    ...(detector.panels && { panels: detector.panels.map((panel) => ({ ...panel, gaps: [] })) }),
  };
  const panels = shared
    ? undefined
    : panelPlans(flat, { planSurface: await surfacePlanner(experiment, terms, derived, compatibility, replanTerm) });
  const { byEnergy } = inputs;
  const { id, specialization } = built.plan.fixed.structure;
  const structure = () =>
    builtinStructure(
      experiment,
      built.plan.fixed.tables[STRUCTURE_TABLE],
      byEnergy && { id: undampedId(id), specialization },
    );
  const context = {
    beam,
    compatibility,
    tables: inputs.backgroundTables,
    derived,
    terms,
    beamStop: experiment.beamStop,
  };
  const backgrounds =
    known && sameBackgrounds(known.experiment, experiment)
      ? known.terms.backgrounds
      : (await planBackgrounds(experiment.background ?? [], context)).plans;
  /** Returns what is planned now, or known not to change. */
  const when = <K extends 'shape' | 'structure' | 'factors' | 'spotFactor' | 'scatters'>(
    key: K,
    plan: () => Promise<TermPlans[K]>,
  ): TermPlans[K] | Promise<TermPlans[K]> => (known && changing && !changing.has(key) ? known.terms[key] : plan());
  const plans: TermPlans = {
    shape: await when('shape', () => planShape(experiment, terms, derived, replanTerm)),
    structure: await when('structure', () => planStructure(experiment, structure(), terms, derived, replanTerm)),
    factors: await when('factors', () => planFactors(experiment, terms, derived, compatibility, replanTerm)),
    backgrounds,
    spotFactor: await when('spotFactor', () => planSpotFactor(terms, derived, replanTerm)),
    scatters: await when('scatters', () => planScatters(experiment, terms, derived, replanTerm)),
    surfaces: panels ? panels.map((panel) => panel.surface) : (known as NumberedPlan).terms.surfaces,
  };
  const before = known?.derived;
  const follows =
    before === undefined ||
    (mosaic === before.mosaic &&
      !mosaic.edges &&
      sameValues(scan.angles, before.scan.angles) &&
      sameValues(detector.spindle, before.detector.spindle));
  const first = { scan: { angles: scan.angles.subarray(0, 1) }, mosaic: { ...mosaic, domains: 1 } };
  return {
    experiment: numbered,
    derived,
    terms: plans,
    numbers: {
      panels:
        panels?.map(({ pixelSize, normalDistance, normal, surface: { constants } }) => ({
          pixelSize,
          normalDistance,
          normal,
          surface: constants,
        })) ?? (known as NumberedPlan).numbers.panels,
      shape: plans.shape.constants,
      structure: plans.structure.constants,
      factors: plans.factors.map(constantsOf),
      backgrounds: backgrounds.map(constantsOf),
      spotFactor: plans.spotFactor?.constants ?? {},
      scatters: plans.scatters.map(constantsOf),
      layerStep: detector.sensor.layerStep,
      scale: (scatteredPerSquaredAmplitude(beam) / built.steps) * crystalScale(experiment),
      sources:
        known &&
        sources === known.derived.sources &&
        shared &&
        experiment.structureFactors === known.experiment.structureFactors
          ? known.numbers.sources
          : {
              ...sourceNumbers(sourcePlan(sources, detector.polarization)),
              ...(byEnergy && { channelValues: valuesByEnergy(atKnots(byEnergy, experiment), sources.wavelengths) }),
            },
      lattice: orientations(crystal, detector.spindle, first.scan, first.mosaic),
      band: sources.band && { knots: sources.band.inverseWavelengths, density: sources.band.density },
      orientations: follows ? undefined : orientations(crystal, detector.spindle, scan, mosaic),
    },
  };
}
