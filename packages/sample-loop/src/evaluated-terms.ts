import type { Slot, SlotResult, Term } from '@braggsim/core';
import type { BackgroundMode, FactorPlan, FixedPlan, InputValues, TermPlan } from '@braggsim/core/kernel';
import { type Calculator, calculator } from '@braggsim/formula';
import type { Graph, Node } from '@braggsim/formula/graph';
import { isLiteral, isShapeLiteral, lifted } from './constants';
import type { Directions } from './moved';
import { type NodeValue, scatterSum } from './scatter-sum';
import type { PlanTerms } from './terms';

/** Terms of one panel. */
export type PanelTerms = Omit<PlanTerms, 'surfaces'> & { readonly surface: Term<'surface'> };

/** Terms of a plan as nodes, for the inputs of a sample. */
export interface EvaluatedTerms {
  factor(i: number, at: InputValues<Node>): Node;
  /** Returns the product of the factors that multiply each sample, of all of them or of some. */
  eachFactor(at: InputValues<Node>, isOne?: (i: number) => boolean): Node;
  /** Returns the sum of the backgrounds of one mode. */
  backgrounds(mode: BackgroundMode, at: InputValues<Node>): Node;
  /** Returns the squared unit-cell amplitude. */
  structure(at: InputValues<Node>): Node;
  /**
   * Returns the sum over the spots that reach a sample, of the nearest node and of neighbours: the squared lattice transform times the squared
   * unit-cell amplitude, as far as displacements leave it, times a value of the node.
   */
  spots(at: InputValues<Node>, turns: NonNullable<Graph['turns']>, hasNodes: boolean, perNode: NodeValue): Node;
  /**
   * Returns the scattering of an orientation: the squared lattice transform times the squared unit-cell amplitude, and what other terms
   * make of it and add.
   *
   * @param hasNodes whether terms are summed over more than one node
   */
  scattering(at: InputValues<Node>, turns: NonNullable<Graph['turns']>, hasNodes: boolean): Node;
}

/** Records the formulas of the terms of a panel, each evaluated at inputs when it is asked for. */
export function evaluatedTerms(
  g: Graph,
  m: Calculator<Node>,
  fixed: FixedPlan,
  terms: PanelTerms,
  directions?: Directions,
): EvaluatedTerms {
  const withTables = (by: Calculator<Node>) => directions?.calculator(by) ?? by;
  const nodesOf = (prefix: string, constants: TermPlan['constants']) =>
    lifted(g, prefix, constants, directions?.moved, prefix === 'shape' ? isShapeLiteral(fixed) : isLiteral);
  const evaluate = <S extends Slot>(
    term: Term<S>,
    { constants, specialization }: TermPlan,
    prefix: string,
    x: InputValues<Node>,
    by = m,
  ) => term.formula(withTables(by), x, nodesOf(prefix, constants), specialization) as SlotResult<S, Node>;
  const factor: EvaluatedTerms['factor'] = (i, at) =>
    evaluate(terms.factors[i] as Term<'factor'>, fixed.factors[i] as FactorPlan, `factor${i}`, at);
  const nearest = (at: InputValues<Node>, turns: NonNullable<Graph['turns']>) =>
    m.product(
      evaluate(terms.shape, fixed.shape, 'shape', at, calculator({ ...g, turns })),
      evaluate(terms.structure, fixed.structure, 'structure', at),
    );
  /** Multiplies spots by the factor that displacements of the atoms leave of them. */
  const attenuated = (spots: Node, at: InputValues<Node>): Node => {
    const { spotFactor } = fixed;
    return spotFactor && terms.spotFactor
      ? m.product(evaluate(terms.spotFactor, spotFactor, 'spotFactor', at), spots)
      : spots;
  };
  const added = (at: InputValues<Node>, ofSpots: boolean, isLoop: boolean, perNode?: NodeValue) =>
    scatterSum(g, m, { fixed, terms, evaluate, ofSpots, isLoop, perNode }, at);
  const plus = (value: Node, more: Node | undefined) => (more ? m.sum(value, more) : value);
  return {
    factor,
    eachFactor: (at, isOne = () => true) =>
      fixed.factors.reduce(
        (p, { mode }, i) => (mode === 'each' && isOne(i) ? m.product(p, factor(i, at)) : p),
        g.constant(1),
      ),
    backgrounds: (mode, at) =>
      fixed.backgrounds.reduce(
        (s, b, i) =>
          b.mode === mode ? m.sum(s, evaluate(terms.backgrounds[i] as Term<'background'>, b, `background${i}`, at)) : s,
        g.constant(0),
      ),
    structure: (at) => evaluate(terms.structure, fixed.structure, 'structure', at),
    spots: (at, turns, hasNodes, perNode) => {
      const own = m.product(nearest(at, turns), perNode([at.h0, at.k0, at.l0]));
      return attenuated(plus(own, added(at, true, hasNodes, perNode)), at);
    },
    scattering: (at, turns, hasNodes) =>
      plus(attenuated(plus(nearest(at, turns), added(at, true, hasNodes)), at), added(at, false, hasNodes)),
  };
}
