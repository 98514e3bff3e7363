import { type Mat3, vector } from '@braggsim/core';
import { TILE_EDGE } from '../tile';
import type { PanelRays } from './panel-rays';

/**
 * Returns how many lattice points of an orientation lie near the part of the Ewald sphere that a tile sees, where the panel is nearest to the
 * sample: points for each 1/m of the distance from the sphere, on both sides together.
 *
 * @param star reciprocal vectors (1/m), of which the first nine numbers are read
 * @param radius radius of the Ewald sphere, 1/m
 * @param pixelSize edge of a pixel, m
 */
export function pointsPerDistance(star: Float64Array, { depth }: PanelRays, radius: number, pixelSize: number): number {
  const edge = radius * TILE_EDGE * pixelSize * vector.length(depth);
  return (2 * edge * edge) / Math.abs(vector.determinant([...star.subarray(0, 9)] as unknown as Mat3));
}

/** How much is to be found for the lists of a whole panel. */
export interface Listing {
  readonly tiles: number;
  readonly orientations: number;
  /** Spots of an orientation in a tile. */
  readonly spots: number;
  /** Candidates of each group of orientations in a tile. */
  readonly candidates: readonly number[];
}

/** Spots of an orientation in a tile above which it takes longer to find them than to ask every tile. */
const MAX_SPOTS = 0.5;
/** Candidates for each tile and orientation above which they take longer to find than they save. */
const MAX_CANDIDATES = 0.1;
/** Candidates in all above which they take more memory, some 60 bytes each, than they are worth. */
const MAX_STORED = 4e6;

/** Tells whether lists take less time than asking every tile about every orientation: cells must be small, and orientations alike. */
export function listingPays({ tiles, orientations, spots, candidates }: Listing): boolean {
  const found = tiles * candidates.reduce((sum, count) => sum + count, 0);
  return spots <= MAX_SPOTS && found <= Math.min(MAX_STORED, MAX_CANDIDATES * tiles * orientations);
}
