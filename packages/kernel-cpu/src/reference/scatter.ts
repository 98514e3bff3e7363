import type { FixedPlan, InputName, InputValues, ScatterPlan } from '@braggsim/core/kernel';
import type { Calculator } from '@braggsim/formula';
import { nodeValues, ROTATION_INPUTS } from '@braggsim/sample-loop';

type Evaluate<T> = (x: InputValues<T>) => T;

/** Terms of a plan on numbers or on dual numbers. */
export interface ScatterTerms<T> {
  readonly shape: Evaluate<T>;
  readonly structure: Evaluate<T>;
  readonly scatters: readonly Evaluate<T>[];
  /** Inputs that each term of the slot `scatter` declares. */
  readonly scatterInputs: readonly (readonly InputName[])[];
}

/**
 * Makes a function that sums the terms of the slot `scatter` over their nodes: for each node the index offsets and the
 * rotation, and the shape and the structure as they are where the node is taken for the nearest one.
 */
export function scatterSummer<T>(
  m: Calculator<T>,
  fixed: FixedPlan,
  { shape, structure, scatters, scatterInputs }: ScatterTerms<T>,
): ((x: InputValues<T>) => T) | undefined {
  if (scatters.length === 0) return undefined;
  const jobs = (fixed.scatters ?? []).map((plan: ScatterPlan, s) => {
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
  return (x) => {
    let sum = m.value(0);
    for (const { nodes, evaluate, wants } of jobs) {
      const [wantsShape, wantsStructure] = [wants('nodeShape'), wants('nodeStructure')];
      const near = { ...x };
      const own = { ...x };
      const onNode = { ...x, dh: m.value(0), dk: m.value(0), dl: m.value(0) };
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
        sum = m.sum(sum, evaluate(near));
      }
    }
    return sum;
  };
}
