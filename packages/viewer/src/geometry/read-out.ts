import { units } from '@braggsim/core';
import { type Point, pixelAt } from '../image/placement';
import { isMasked, type ShownImage, valueAt } from '../image/shown-image';
import { latticeScale } from '../simulate/lattice-scale';
import type { Lattices } from '../simulate/lattices';
import { type IndexedPlace, indexedPlace } from './predictions';
import { labPosition, scatteringOf, spacingOf, twoThetaOf } from './scattering';

/** What is known of a pixel under the cursor. */
export interface ReadOut {
  readonly panel: string | undefined;
  readonly fast: number;
  readonly slow: number;
  readonly value: number;
  readonly masked: boolean;
  readonly overload: boolean;
  /** Å and degrees; absent where the geometry is unknown. */
  readonly dA?: number;
  readonly twoThetaDeg?: number;
  /** Place among the reflections of the crystal, where there is one. */
  readonly indexed?: IndexedPlace;
}

/** Returns the place of a pixel among the reflections of the first crystal. */
function indexedOf(image: ShownImage, lattices: Lattices, panel: number, at: Point): IndexedPlace | undefined {
  if (latticeScale(lattices, image) !== 1) return undefined;
  const {
    metadata,
    crystals: [first],
    turn,
  } = lattices;
  const scattering = first && scatteringOf(metadata);
  return scattering && indexedPlace(scattering, first, turn, panel, at);
}

/**
 * Reads the pixel at a point of the picture; undefined between panels.
 *
 * @param lattices of the experiment that the image is of
 */
export function readOut(image: ShownImage, point: Point, lattices?: Lattices): ReadOut | undefined {
  const found = pixelAt(image.panels, point);
  if (!found) return undefined;
  const { panel, fast, slow } = found;
  const indexed = lattices && indexedOf(image, lattices, panel, [fast + 0.5, slow + 0.5]);
  const value = valueAt(image, found);
  const basic: ReadOut = {
    panel: image.panels.length > 1 ? image.panels[panel]?.name : undefined,
    fast,
    slow,
    value,
    masked: isMasked(image, found),
    overload: value > (image.metadata.saturation ?? Number.POSITIVE_INFINITY),
    ...(indexed && { indexed }),
  };
  const scattering = image.unknown.length === 0 ? scatteringOf(image.metadata) : undefined;
  const row = scattering?.panels[panel];
  if (!scattering || !row) return basic;
  const twoTheta = twoThetaOf(labPosition(row, [fast + 0.5, slow + 0.5]), scattering.beam);
  return { ...basic, dA: spacingOf(twoTheta, scattering.wavelengthA), twoThetaDeg: units.toDegrees(twoTheta) };
}
