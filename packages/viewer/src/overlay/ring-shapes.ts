import { automaticSpacings, ringOn } from '../geometry/rings';
import { scatteringOf, twoThetaOfSpacing } from '../geometry/scattering';
import { ICE_RINGS, STANDARDS } from '../geometry/standards';
import { type Point, toPicture } from '../image/placement';
import type { ShownImage } from '../image/shown-image';
import type { Size } from '../image/view';
import type { Settings } from '../state/settings';

export type RingKind = 'resolution' | 'ice' | 'standard';

/** A ring in the picture. */
export interface RingShape {
  readonly kind: RingKind;
  readonly dA: number;
  /** Lines in coordinates of the picture. */
  readonly lines: readonly (readonly Point[])[];
  /** The lines as a path of SVG. */
  readonly path: string;
}

const pathOf = (lines: RingShape['lines']): string =>
  lines.map((line) => `M${line.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join('L')}`).join('');

/** Computes the rings that are switched on; none without geometry. */
export function ringShapes(
  image: ShownImage,
  { rings, ringSpacings, iceRings, standard }: Pick<Settings, 'rings' | 'ringSpacings' | 'iceRings' | 'standard'>,
): RingShape[] {
  const scattering = image.unknown.length === 0 ? scatteringOf(image.metadata) : undefined;
  if (!scattering) return [];
  const shape = (kind: RingKind, dA: number): RingShape[] => {
    const twoTheta = twoThetaOfSpacing(dA, scattering.wavelengthA);
    if (twoTheta === undefined) return [];
    const lines = scattering.panels.flatMap((panel, p) => {
      const place = image.panels[p]?.place;
      return place
        ? ringOn(panel, scattering.beam, twoTheta).map((line) => line.map((at) => toPicture(place, at)))
        : [];
    });
    return lines.length > 0 ? [{ kind, dA, lines, path: pathOf(lines) }] : [];
  };
  const spacings = ringSpacings.length > 0 ? ringSpacings : automaticSpacings(scattering);
  return [
    ...(rings ? spacings.flatMap((d) => shape('resolution', d)) : []),
    ...(iceRings ? ICE_RINGS.flatMap((d) => shape('ice', d)) : []),
    ...(standard === 'none' ? [] : STANDARDS[standard].flatMap((d) => shape('standard', d))),
  ];
}

/** Where the labels of each kind stand, so that they do not cover each other: at the top, at the bottom, on the left. */
const SIDES: Readonly<Record<RingKind, (at: Point) => number>> = {
  resolution: ([, y]) => y,
  ice: ([, y]) => -y,
  standard: ([x]) => x,
};

/** Finds the outermost point of a ring on the screen, for its label. */
export function labelPlace(
  { kind, lines }: RingShape,
  toScreen: (point: Point) => Point,
  { width, height }: Size,
): Point | undefined {
  const margin = 14;
  const side = SIDES[kind];
  let best: Point | undefined;
  for (const line of lines)
    for (const point of line) {
      const at = toScreen(point);
      const isInside = at[0] > 2 * margin && at[0] < width - 2 * margin && at[1] > margin && at[1] < height - margin;
      if (isInside && (!best || side(at) < side(best))) best = at;
    }
  return best;
}
