import type { Triple } from '@braggsim/formula';
import type { Node } from '@braggsim/formula/graph';

/** Where in a pixel a sample lies: m from the pixel's centre, depth in the sensor, index of the layer. */
export interface Place {
  readonly subFast: Node;
  readonly subSlow: Node;
  readonly depth: Node;
  readonly layer: Node;
}

/** The direction of a sample as the exact one of its tile's centre and a small offset. */
export interface SampleDirection {
  readonly centre: Triple<Node>;
  readonly offset: Triple<Node>;
  /** The offset's projection on a vector that varies with no pixel, in the cheapest way. */
  offsetAlong(axis: Triple<Node>): Node;
  /** One over the range, 1/m. */
  readonly perRange: Node;
  readonly place: Place;
  /** Bound of the offset's length over the tile, a scalar. */
  readonly radius: Node;
}
