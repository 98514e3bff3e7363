import {
  isVector,
  type LiveValue,
  type Loops,
  type Node,
  overlap,
  PIXEL,
  type Schedule,
} from '@braggsim/formula/graph';

/** Values of a nest that outlive the loop that computes them, for any kind of code. */
export interface NestValues {
  /** Lists the inputs that vary with exactly these loops. */
  readonly inputsOf: (runs: Loops) => readonly Node[];
  /** Columns and rows of the pixels of a tile, from its centre. */
  readonly pixelInputs: readonly Node[];
  /** Values that one loop over the pixels passes to another, each once for every loop that uses it. */
  readonly buffered: readonly LiveValue[];
  readonly sums: readonly Node[];
  /** Sums that are taken in batches. */
  readonly inBatches: readonly Node[];
}

/** Sorts the values of a schedule by the way in which they get to where they are used. */
export function nestValues(plan: Schedule, batched: Loops): NestValues {
  const inputs = plan.nodes.filter((node) => node.op === 'input');
  const inputsOf = (runs: Loops) => inputs.filter((node) => node.scope === runs);
  const pixelInputs = inputsOf(PIXEL);
  const sums = plan.accumulations.map(({ sum }) => sum);
  return {
    inputsOf,
    pixelInputs,
    buffered: plan.liveValues.filter(({ node }) => isVector(node) && node.op !== 'sum' && !pixelInputs.includes(node)),
    sums,
    inBatches: sums.filter(({ over }) => overlap(over, batched)),
  };
}

/** Lists the inputs for the kept value `i` of those that pass from sample to sample: at a sample, and behind the last one. */
export const firstAcceptedInputs = (nodes: readonly Node[], i: number): Node[] =>
  nodes.filter(
    ({ op, name }) => op === 'input' && (name === `firstAccepted${i}` || name === `firstAcceptedSample${i}`),
  );

/** Lists the column or row of each pixel of a tile, from its centre. */
export const pixelInputValues = ({ name }: Pick<Node, 'name'>, tileEdge: number): number[] =>
  Array.from({ length: tileEdge ** 2 }, (_, i) => {
    const step = name === 'column' ? i % tileEdge : Math.floor(i / tileEdge);
    return step - (tileEdge - 1) / 2;
  });
