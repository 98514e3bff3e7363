import { ROTATION_INPUTS, type Vec3 } from '@braggsim/core';
import type { FixedPlan, InputName, InputValues } from '@braggsim/core/kernel';
import type { Calculator } from '@braggsim/formula';
import { nodeValues } from '@braggsim/sample-loop';

type Evaluate<T> = (x: InputValues<T>) => T;

/** Terms of a plan on numbers or on dual numbers. */
export interface ScatterTerms<T> {
  readonly shape: Evaluate<T>;
  readonly structure: Evaluate<T>;
  /** Multiplies the spots; undefined where nothing does. */
  readonly spotFactor: Evaluate<T> | undefined;
  readonly scatters: readonly Evaluate<T>[];
  /** Inputs that each term of the slot `scatter` declares. */
  readonly scatterInputs: readonly (readonly InputName[])[];
}

/** Returns the scattering of an orientation: shape times structure, and what other terms make of it and add. */
export function scatteringOf<T>(m: Calculator<T>, fixed: FixedPlan, terms: ScatterTerms<T>): Evaluate<T> {
  const { shape, structure, spotFactor, scatters } = terms;
  const nearest: Evaluate<T> = (x) => m.product(shape(x), structure(x));
  if (!spotFactor && scatters.length === 0) return nearest;
  const [more, between] = [scatterSummer(m, fixed, terms, true), scatterSummer(m, fixed, terms, false)];
  return (x) => {
    const spots = more ? m.sum(nearest(x), more(x)) : nearest(x);
    const attenuated = spotFactor ? m.product(spotFactor(x), spots) : spots;
    return between ? m.sum(attenuated, between(x)) : attenuated;
  };
}

/**
 * Makes a function that sums the terms of the slot `scatter` over their nodes: for each node the index offsets and the
 * rotation, and the shape and the structure as they are where the node is taken for the nearest one.
 *
 * @param ofSpots whether terms that add spots are wanted, or those that scatter between them
 * @returns undefined without such terms; the function passes the part and the index offset of every node to `observe`
 */
export function scatterSummer<T>(
  m: Calculator<T>,
  fixed: FixedPlan,
  { shape, structure, scatters, scatterInputs }: Omit<ScatterTerms<T>, 'spotFactor'>,
  ofSpots: boolean,
): ((x: InputValues<T>, observe?: (value: T, offset: Vec3) => void) => T) | undefined {
  const jobs = (fixed.scatters ?? []).flatMap((plan, s) => {
    if ((plan.isOfSpots ?? false) !== ofSpots) return [];
    const inputs = scatterInputs[s] ?? [];
    const nodes = Array.from({ length: plan.offsets.length / 3 }, (_, i) => {
      const row = nodeValues(fixed, i);
      const value = (name: string) => row[`node${s}.${name}`] as number;
      const rotation = ROTATION_INPUTS.filter((name) => inputs.includes(name)).map(
        (name) => [name, m.value(value(`rotation.${ROTATION_INPUTS.indexOf(name)}`))] as const,
      );
      return { offset: [value('h'), value('k'), value('l')] as const, rotation: Object.fromEntries(rotation) };
    });
    const evaluate = scatters[s] as Evaluate<T>;
    return { nodes, evaluate, wants: (name: InputName) => inputs.includes(name) };
  });
  if (jobs.length === 0) return undefined;
  return (x, observe) => {
    let sum = m.value(0);
    for (const { nodes, evaluate, wants } of jobs) {
      const [wantsShape, wantsStructure] = [wants('nodeShape'), wants('nodeStructure')];
      const near = { ...x };
      const own = { ...x };
      const onNode = { ...x, dh: m.value(0), dk: m.value(0), dl: m.value(0) };
      if (wants('nearestStructure')) near.nearestStructure = structure(onNode);
      for (const { offset, rotation } of nodes) {
        const [h, k, l] = offset;
        own.dh = m.minus(x.dh, h);
        own.dk = m.minus(x.dk, k);
        own.dl = m.minus(x.dl, l);
        own.h0 = onNode.h0 = m.sum(x.h0, h);
        own.k0 = onNode.k0 = m.sum(x.k0, k);
        own.l0 = onNode.l0 = m.sum(x.l0, l);
        near.nodeH = m.value(h);
        near.nodeK = m.value(k);
        near.nodeL = m.value(l);
        Object.assign(near, rotation);
        if (wantsShape) near.nodeShape = shape(own);
        if (wantsStructure) near.nodeStructure = structure(onNode);
        const value = evaluate(near);
        observe?.(value, offset);
        sum = m.sum(sum, value);
      }
    }
    return sum;
  };
}
