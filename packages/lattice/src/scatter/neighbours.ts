import { term, usageError, type Vec3 } from '@braggsim/core';
import type { CrystalSection } from '../sections';
import { neighboursParameter } from './fields';

/** Shapes whose spots have tails that reach beyond the cell of their reciprocal lattice point. */
const GAUSSIAN: readonly string[] = ['gauss', 'gauss-hkl', 'gauss-star'];

/**
 * Returns the number of neighbours of a crystal.
 *
 * @param shape id of its shape
 * @throws BraggsimError (`usage`) where there are some and the shape has no tails
 */
export function neighboursOf({ neighbours = 0 }: Pick<CrystalSection, 'neighbours'>, shape: string): number {
  if (neighbours === 0 || GAUSSIAN.includes(shape)) return neighbours;
  const reason = shape === 'square' ? ', whose sum over the crystal is periodic already' : '';
  const remedy = `choose one of ${GAUSSIAN.join(', ')}, or leave crystal.neighbours out`;
  throw usageError({
    message: `crystal.neighbours is for Gaussian shapes, and crystal.shape is ${shape}${reason}; ${remedy}`,
    expected: `one of the shapes ${GAUSSIAN.join(', ')}`,
    found: shape,
    remedy,
  });
}

/** Returns the index offsets of up to `reach` to each side, the nearest node first. */
export function offsetsWithin(reach: number): readonly Vec3[] {
  const steps = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const all = steps.flatMap((h) => steps.flatMap((k) => steps.map((l) => [h, k, l] as const)));
  const isNearest = (offset: Vec3) => offset.every((x) => x === 0);
  return [...all.filter(isNearest), ...all.filter((offset) => !isNearest(offset))];
}

/** Spots of the reciprocal lattice points around the nearest one, whose tails reach the sample. */
export const neighbours = term({
  slot: 'scatter',
  id: 'neighbours',
  version: 1,
  params: { 'crystal.neighbours': neighboursParameter },
  about: {
    equation: 'sum of F_n^2 S^2(h - n) over the nodes n with 0 < |n - h0|_inf <= neighbours',
    citation: 'the sum over all reciprocal lattice points of which the nearest alone is the usual approximation',
  },
  isOfSpots: true,
  inputs: ['nodeShape', 'nodeStructure'],
  constants: () => ({}),
  nodes: (_, { crystal }) =>
    offsetsWithin(crystal.neighbours ?? 0)
      .slice(1)
      .map((offset) => ({ offset })),
  formula: (m, { nodeShape, nodeStructure }) => m.product(nodeShape, nodeStructure),
});
