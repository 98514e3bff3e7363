import { planNodes, planTerm, type StageRequest, stageRequest, type Term, type TermRequest } from '@braggsim/core';
import type { Compatibility, Derived } from '@braggsim/core/derived';
import {
  type FactorMode,
  type FactorPlan,
  type Registry,
  type ScatterPlan,
  type TermPlan,
  termOf,
} from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import {
  beamStopValues,
  captureFraction,
  facesSample,
  type PlanSurface,
  slab,
  solidAngle,
  surfaceTerm,
} from '@braggsim/geometry';
import { kahn, polarizationMode } from '@braggsim/polarization';

/** Converts a request to the parameters of a term, without its kind. */
const requested = ({ kind: _, ...params }: StageRequest): TermRequest => ({ params });

/** Plans a term: `planTerm`, or `replanTerm` for terms that it has accepted before. */
export type TermPlanner = typeof planTerm;

/**
 * Plans the crystal shape of an experiment, `square` by default.
 *
 * @throws BraggsimError (`usage`) for an unknown shape or wrong parameters
 */
export async function planShape(
  experiment: Experiment,
  terms: Registry<Term>,
  derived: Derived,
  plan: TermPlanner = planTerm,
): Promise<TermPlan> {
  const request = stageRequest(experiment.crystal?.shape ?? 'square');
  return plan(await termOf(terms, 'shape', request.kind), requested(request), derived);
}

/**
 * Plans the structure term: the requested one of a plug-in, or the built-in one of the structure factors.
 *
 * @param builtin id of the built-in term, and the request for it
 */
export async function planStructure(
  { structureFactors }: Experiment,
  builtin: { readonly id: string; readonly request: TermRequest },
  terms: Registry<Term>,
  derived: Derived,
  plan: TermPlanner = planTerm,
): Promise<TermPlan> {
  const asked = structureFactors?.structure;
  const request = asked === undefined ? undefined : stageRequest(asked);
  const term = await termOf(terms, 'structure', request?.kind ?? builtin.id);
  return plan(term, request ? requested(request) : builtin.request, derived);
}

/** Makes a planner of the surfaces of panels: the requested one of a plug-in, or the built-in one of the detector. */
export async function surfacePlanner(
  { detector }: Experiment,
  terms: Registry<Term>,
  derived: Derived,
  compatibility: Compatibility,
  plan: TermPlanner = planTerm,
): Promise<PlanSurface> {
  const asked = detector?.surface;
  const request = stageRequest(asked ?? surfaceTerm(derived.detector, compatibility).id);
  const term = await termOf(terms, 'surface', request.kind);
  return (panel) => plan(term, requested(request), { ...derived, detector: panel });
}

/** A built-in factor that an experiment implies. */
export interface ImpliedFactor {
  readonly id: string;
  readonly mode: FactorMode;
  readonly request?: TermRequest;
}

/**
 * Lists the built-in factors of an experiment and where each is evaluated. A pixel of one sample has the same value in
 * every mode, for which the mode is `each`, so that plans of the same image are equal.
 */
export function impliedFactors(
  { sampling = {}, beamStop, absorption }: Experiment,
  derived: Derived,
  compatibility: Compatibility,
): ImpliedFactor[] {
  const { perSample = {}, dMinA = 0 } = sampling;
  const { detector, sources, oversample, beam } = derived;
  const { sensor } = detector;
  const onePlace = oversample === 1 && sensor.layers === 1 && dMinA === 0;
  const oneSample = onePlace && sources.count === 1;
  const each = (asked = false) => asked || compatibility.factors === 'each';
  const factors: ImpliedFactor[] = [
    {
      id: solidAngle.id,
      mode: each(perSample.solidAngle) || onePlace ? 'each' : 'first',
      request: { params: { obliquity: !facesSample(detector, compatibility) } },
    },
  ];
  const polarization =
    beam.particle === 'electron' ? undefined : polarizationMode(beam, perSample.polarization === true, compatibility);
  if (polarization) factors.push({ id: kahn.id, mode: oneSample ? 'each' : polarization });
  const absorbsAll = perSample.capture === true && compatibility.emptySensor === 'absorbsAll';
  if (sensor.thickness > 0 || absorbsAll) {
    factors.push({ id: captureFraction.id, mode: each(perSample.capture) || onePlace ? 'each' : 'lastLayer' });
  }
  if (beamStop) factors.push({ id: 'beamStop', mode: 'each', request: { params: beamStopValues(beamStop) } });
  if (absorption) {
    const { shape: _, ...params } = absorption;
    factors.push({ id: slab.id, mode: 'each', request: { params } });
  }
  return factors;
}

/** Keeps the parameters of a request that a term has: a plug-in that replaces a built-in factor may lack some. */
const known = ({ params }: Term, request: TermRequest = {}): TermRequest => ({
  params: Object.fromEntries(Object.entries(request.params ?? {}).filter(([name]) => Object.hasOwn(params, name))),
});

/** Plans the factors of the sample loop: those that the experiment implies, and the requested ones of plug-ins. */
export async function planFactors(
  experiment: Experiment,
  terms: Registry<Term>,
  derived: Derived,
  compatibility: Compatibility,
  plan: TermPlanner = planTerm,
): Promise<FactorPlan[]> {
  const implied = impliedFactors(experiment, derived, compatibility).map(async ({ id, mode, request }) => {
    const term = await termOf(terms, 'factor', id);
    return { ...plan(term, known(term, request), derived), mode };
  });
  const asked = (experiment.factors ?? []).map(async (request) => {
    const term = await termOf(terms, 'factor', request.kind);
    return { ...plan(term, requested(request), derived), mode: 'each' as const };
  });
  return Promise.all([...implied, ...asked]);
}

/** Lists the built-in terms that scatter beside the spots, which a crystal implies. */
const impliedScatters = ({ crystal: { neighbours = 0, diffuse } }: Derived): string[] => [
  ...(neighbours > 0 && (diffuse?.bragg ?? true) ? ['neighbours'] : []),
  ...(diffuse ? ['diffuse'] : []),
];

/** Plans what multiplies the spots of every orientation: nothing, unless displacements attenuate them or they are not wanted. */
export async function planSpotFactor(
  terms: Registry<Term>,
  derived: Derived,
  plan: TermPlanner = planTerm,
): Promise<TermPlan | undefined> {
  const { diffuse } = derived.crystal;
  if (!diffuse || (diffuse.bragg && diffuse.attenuates !== 'both')) return undefined;
  return plan(await termOf(terms, 'factor', 'spotFactor'), {}, derived);
}

/**
 * Plans the terms that scatter beside the spots: those that the crystal implies, and the requested ones of plug-ins.
 *
 * @throws BraggsimError (`usage`) for a term whose nodes are not a list of whole numbers
 */
export async function planScatters(
  experiment: Experiment,
  terms: Registry<Term>,
  derived: Derived,
  plan: TermPlanner = planTerm,
): Promise<ScatterPlan[]> {
  const requests = [...impliedScatters(derived).map((kind): StageRequest => ({ kind })), ...(experiment.scatter ?? [])];
  return Promise.all(
    requests.map(async (request) => {
      const term = await termOf(terms, 'scatter', request.kind);
      return {
        ...plan(term, requested(request), derived),
        ...planNodes(term, requested(request), derived),
        ...(term.isOfSpots && { isOfSpots: true }),
      };
    }),
  );
}
