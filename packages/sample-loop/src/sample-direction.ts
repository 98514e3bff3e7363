import type { Triple } from '@braggsim/formula';
import type { Node } from '@braggsim/formula/graph';

/** Where in a pixel a sample lies: m from the pixel's centre, depth in the sensor, index of the layer. */
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
  /** The offset's projection on a vector that varies with no pixel, in the cheapest way. */
  offsetAlong(axis: Triple<Node>): Node;
  /** The offset as a linear part and a remainder, on surfaces where it has one. */
  readonly split: SplitOffset | undefined;
  /** One over the range, 1/m. */
  readonly perRange: Node;
  readonly place: Place;
  /** Bound of the offset's length over the tile, a scalar. */
  readonly radius: Node;
}
