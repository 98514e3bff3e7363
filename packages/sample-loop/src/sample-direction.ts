import type { Triple } from '@braggsim/formula';
import type { Node } from '@braggsim/formula/graph';

/**
 * Place of a sample in a pixel: offsets from the centre of the pixel (m), depth in the sensor (m), index of the layer.
 */
export interface Place {
  readonly subFast: Node;
  readonly subSlow: Node;
  readonly depth: Node;
  readonly layer: Node;
}

/** An offset that is `byColumn` times the pixel's column in its tile, `byRow` times its row, and a small remainder. */
export interface SplitOffset {
  readonly byColumn: Triple<Node>;
  readonly byRow: Triple<Node>;
  readonly remainder: Triple<Node>;
}

/** The direction of a sample as the exact one of its tile's centre and a small offset. */
export interface SampleDirection {
  readonly centre: Triple<Node>;
  readonly offset: Triple<Node>;
  /** Returns the projection of the offset on a vector that does not vary with the pixel, with the fewest operations. */
  offsetAlong(axis: Triple<Node>): Node;
  /** The offset as a linear part and a remainder, on surfaces where it has one. */
  readonly split: SplitOffset | undefined;
  /** Inverse of the range, 1/m. */
  readonly perRange: Node;
  readonly place: Place;
  /** Bound of the length of the offset over the tile, a scalar. */
  readonly radius: Node;
  /**
   * Returns a bound of the projection of the offset over the tile on a vector of a length, a scalar, which is closer than the radius
   * gives it; undefined on surfaces where the offset has no linear part.
   */
  readonly boundAlong: ((axis: Triple<Node>, length: Node) => Node) | undefined;
}
