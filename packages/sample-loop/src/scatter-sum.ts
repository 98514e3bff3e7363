import { ROTATION_INPUTS, type Slot, type SlotResult, type Term, vector } from '@braggsim/core';
import {
  type FixedPlan,
  type InputName,
  type InputValues,
  nodeCount,
  type ScatterPlan,
  type TermPlan,
} from '@braggsim/core/kernel';
import type { Calculator, Triple } from '@braggsim/formula';
import { type Graph, type Loops, loops, NO_LOOPS, type Node } from '@braggsim/formula/graph';
import type { PlanTerms } from './terms';

const NODE = loops('node');
const AXES = ['h', 'k', 'l'] as const;

const count = ({ offsets }: ScatterPlan): number => offsets.length / 3;

/** Tells whether a term has fewer nodes than the loop over nodes has iterations, so that it counts in some of them alone. */
export const isPadded = (fixed: FixedPlan, plan: ScatterPlan): boolean => count(plan) < nodeCount(fixed);

/** Returns the row of node `i` of every term, by the names of its inputs. */
export function nodeValues({ scatters = [] }: Pick<FixedPlan, 'scatters'>, i: number): Record<string, number> {
  const values: Record<string, number> = {};
  for (const [s, plan] of scatters.entries()) {
    const isPresent = i < count(plan);
    for (const [axis, name] of AXES.entries()) {
      values[`node${s}.${name}`] = isPresent ? (plan.offsets[3 * i + axis] as number) : 0;
    }
    for (const [e, one] of vector.IDENTITY.entries()) {
      values[`node${s}.rotation.${e}`] = (isPresent ? plan.rotations?.[9 * i + e] : undefined) ?? one;
    }
    values[`node${s}.present`] = isPresent ? 1 : 0;
  }
  return values;
}

/** Evaluates a term at inputs. */
type Evaluate = <S extends Slot>(
  term: Term<S>,
  plan: TermPlan,
  prefix: string,
  at: InputValues<Node>,
) => SlotResult<S, Node>;

/** What the sum over the nodes of the terms of a plan is made of. */
interface ScatterSum {
  readonly fixed: FixedPlan;
  readonly terms: Pick<PlanTerms, 'shape' | 'structure' | 'scatters'>;
  readonly evaluate: Evaluate;
  /** Whether terms that add spots are wanted, or those that scatter between them. */
  readonly ofSpots: boolean;
  /** Whether there is more than one node. */
  readonly isLoop: boolean;
  /** What the scattering of a node is multiplied by; nothing when absent. */
  readonly perNode?: NodeValue | undefined;
}

/** A value of the Miller indices of a node. */
export type NodeValue = (hkl: Triple<Node>) => Node;

/** Inputs of the nodes of a term, from those of the nearest node. */
function nodeInputs(
  g: Graph,
  m: Calculator<Node>,
  { fixed, terms, evaluate, isLoop }: ScatterSum,
  s: number,
  at: InputValues<Node>,
): InputValues<Node> {
  const varies: Loops = isLoop ? NODE : NO_LOOPS;
  const input = (name: string) => g.input(`node${s}.${name}`, varies);
  const [nodeH, nodeK, nodeL] = AXES.map(input) as [Node, Node, Node];
  const own = {
    ...at,
    dh: m.minus(at.dh, nodeH),
    dk: m.minus(at.dk, nodeK),
    dl: m.minus(at.dl, nodeL),
    h0: m.sum(at.h0, nodeH),
    k0: m.sum(at.k0, nodeK),
    l0: m.sum(at.l0, nodeL),
  };
  const nearest = { ...at, dh: g.constant(0), dk: g.constant(0), dl: g.constant(0) };
  const onNode = { ...own, dh: g.constant(0), dk: g.constant(0), dl: g.constant(0) };
  const { inputs } = terms.scatters[s] as Term<'scatter'>;
  const wanted = <T>(name: InputName, make: () => T) => (inputs.includes(name) ? { [name]: make() } : {});
  return {
    ...at,
    nodeH,
    nodeK,
    nodeL,
    ...wanted('nodeShape', () => evaluate(terms.shape, fixed.shape, 'shape', own)),
    ...wanted('nearestStructure', () => evaluate(terms.structure, fixed.structure, 'structure', nearest)),
    ...wanted('nodeStructure', () => evaluate(terms.structure, fixed.structure, 'structure', onNode)),
    ...Object.fromEntries(ROTATION_INPUTS.map((name, e) => [name, input(`rotation.${e}`)])),
  };
}

/** Returns the sum of terms of the slot `scatter` over their nodes, at a sample and orientation; undefined without such terms. */
export function scatterSum(g: Graph, m: Calculator<Node>, sum: ScatterSum, at: InputValues<Node>): Node | undefined {
  const { fixed, terms, evaluate, ofSpots, isLoop, perNode } = sum;
  const { scatters = [] } = fixed;
  const isWanted = ({ isOfSpots }: ScatterPlan) => (isOfSpots === true) === ofSpots;
  if (!scatters.some(isWanted)) return undefined;
  const total = scatters.reduce((all, plan, s) => {
    if (!isWanted(plan)) return all;
    const near = nodeInputs(g, m, sum, s, at);
    const intensity = evaluate(terms.scatters[s] as Term<'scatter'>, plan, `scatter${s}`, near);
    const indices = () => [m.sum(at.h0, near.nodeH), m.sum(at.k0, near.nodeK), m.sum(at.l0, near.nodeL)] as const;
    const value = perNode ? m.product(intensity, perNode(indices())) : intensity;
    const present = () => g.input(`node${s}.present`, NODE);
    return m.sum(all, isPadded(fixed, plan) ? m.product(present(), value) : value);
  }, g.constant(0));
  return isLoop ? g.sum(total, NODE) : total;
}
