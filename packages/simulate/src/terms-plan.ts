import {
  type BraggsimError,
  type Choices,
  type Derived,
  type FactorPlan,
  type Registry,
  type Term,
  type TermPlan,
  usageError,
} from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import { captureFractionPlan, solidAnglePlan } from '@braggsim/geometry';
import { polarizationFactor } from '@braggsim/polarization';

/** The crystal shape, which may be a plug-in's, with its constants worked out. */
export async function planShape(terms: Registry<Term>, derived: Derived): Promise<TermPlan> {
  const id = derived.crystal.shape;
  const shape = await terms.get(id)?.();
  if (shape?.slot !== 'shape') throw await noShape(terms, id);
  const choices = shape.choices?.({}, derived) ?? {};
  return { id, version: shape.version, constants: shape.constants({}, derived), choices };
}

async function noShape(terms: Registry<Term>, id: string): Promise<BraggsimError> {
  const all = await Promise.all([...terms.values()].map((make) => make()));
  const shapes = all.filter(({ slot }) => slot === 'shape').map((shape) => shape.id);
  return usageError(`there is no crystal shape '${id}'; there are ${shapes.join(', ')}`);
}

/**
 * The factors of the sample loop and where each is evaluated. A pixel of one sample gets the same value from every
 * mode, and then the plan says `each`, so that plans which give the same image are the same.
 */
export function planFactors({ sampling = {} }: Experiment, derived: Derived, choices: Choices): FactorPlan[] {
  const { perSample = {}, dMinA = 0 } = sampling;
  const { detector, sources, oversample, beam } = derived;
  const { sensor } = detector;
  const onePlace = oversample === 1 && sensor.layers === 1 && dMinA === 0;
  const oneSample = onePlace && sources.count === 1;
  const each = (asked = false) => asked || choices.factors === 'each';
  const factors: FactorPlan[] = [
    { ...solidAnglePlan(detector, choices), mode: each(perSample.solidAngle) || onePlace ? 'each' : 'first' },
  ];
  const polarization = polarizationFactor(beam, perSample.polarization === true, choices);
  if (polarization) factors.push(oneSample ? { ...polarization, mode: 'each' } : polarization);
  const blackSensor = perSample.capture === true && choices.emptySensor === 'black';
  if (sensor.thickness > 0 || blackSensor) {
    factors.push({ ...captureFractionPlan(sensor), mode: each(perSample.capture) || onePlace ? 'each' : 'lastLayer' });
  }
  return factors;
}
