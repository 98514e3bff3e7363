import { type FixedPlan, type PanelPlan, type PixelBounds, type ShotPlan, withinPanel } from '@braggsim/core/kernel';
import { cutoffLevel, isCompact } from '../shape-reach';
import { indexErrorOfSingle, shotExtent, tileRadius } from '../single-bound';
import type { PlanTerms } from '../terms';
import { TILE_EDGE } from '../tile';
import { type Candidates, candidatesOf, groupsOf, longestSeen } from './candidates';
import { listingPays, pointsPerDistance } from './listing-pays';
import { type PanelRays, panelRays } from './panel-rays';
import { spotExtents } from './spot-extents';

/** What the tiles of a panel that spots of a shot reach are found from. Plain data, which can be sent to workers. */
export interface ListedSpots {
  readonly rays: PanelRays;
  /** Whole tiles of the panel. */
  readonly region: PixelBounds;
  /** Incident wave vector, 1/m, and its length. */
  readonly incident: readonly [number, number, number];
  readonly radius: number;
  /** Reciprocal vectors of each orientation, see `SpotExtents`. */
  readonly numbers: Float64Array;
  /** Radius of a sphere that holds a spot of each orientation, 1/m. */
  readonly extents: Float64Array;
  /** Largest distance of a sample from the middle of its pixel, in pixels, and a little more for rounding. */
  readonly margin: number;
  readonly groups: readonly Candidates[];
}

/** Longest over shortest half axis of spots up to which a sphere is taken for them. */
const MAX_ELONGATION = 3;
/** Largest change of a lattice in a group of orientations, over its own size. */
const MAX_CHANGE = 0.1;
/** Candidates in a tile above which the orientations of a group are too different. */
const MAX_NEAR = 4;
/** Widening of spots for the rounding of their form. */
const ROUNDING = 1e-4;
/** Pixels that the rounding of places takes. */
const PLACE_ROUNDING = 1e-6;

const outwards = ([first, end]: readonly [number, number]) =>
  [Math.floor(first / TILE_EDGE) * TILE_EDGE, Math.ceil(end / TILE_EDGE) * TILE_EDGE] as const;

/** Extends a region to whole tiles. */
const wholeTiles = ({ fast, slow }: PixelBounds): PixelBounds => ({ fast: outwards(fast), slow: outwards(slow) });

/**
 * Tells whether the orientations of each tile of a panel are listed. That depends on nothing that differs between the
 * parts of an image, or between kernels.
 */
export function hasTileLists(
  fixed: FixedPlan,
  terms: Pick<PlanTerms, 'shape'>,
  { sources }: Pick<ShotPlan, 'sources'>,
  orientations: number,
): boolean {
  const isOneRay = sources.count === 1 && fixed.layers === 1;
  return (
    fixed.spotCutoff !== undefined &&
    terms.shape.gaussian !== undefined &&
    orientations > 1 &&
    isOneRay &&
    isCompact({ fixed, terms })
  );
}

/**
 * Finds which reflections of a shot may reach a panel.
 *
 * @param pays whether that takes less time than asking every tile
 * @returns undefined for a panel or a shape of spots for which that cannot be said, and where it does not pay
 */
export function listedSpots(
  fixed: FixedPlan,
  panel: PanelPlan,
  terms: PlanTerms,
  surface: PlanTerms['surfaces'][number],
  shot: ShotPlan,
  pays = listingPays,
): ListedSpots | undefined {
  const rays = panelRays(panel, surface);
  const spot = terms.shape.gaussian?.<number>(fixed.shape.constants as never, fixed.shape.specialization);
  if (!rays || !spot) return undefined;
  const indexError = indexErrorOfSingle(shotExtent(shot).spread, tileRadius(panel, TILE_EDGE));
  const [aa = 0, bb = 0, cc = 0] = spot.form;
  const widening = Math.sqrt((3 * (aa + bb + cc)) / cutoffLevel(fixed)) * indexError + ROUNDING;
  const known = spotExtents(spot.form, fixed, shot, widening);
  if (!known || known.elongation > MAX_ELONGATION) return undefined;
  const { numbers, extents } = known;
  const [x, y, z] = shot.sources.incident as unknown as readonly [number, number, number];
  const radius = 1 / (shot.sources.wavelengths[0] as number);
  const incident = [x * radius, y * radius, z * radius] as const;
  const extent = extents.reduce((a, b) => Math.max(a, b), 0);
  // The bounds are of spots that are smaller than the Ewald sphere.
  if (extent >= radius) return undefined;
  // Decided for whole panels, so that parts of an image have the sums of the whole.
  const perDistance = pointsPerDistance(numbers, rays, radius, panel.pixelSize);
  const seen = longestSeen(rays, radius, incident);
  const longest = seen + extent;
  const maxChange = Math.min(MAX_CHANGE, (MAX_NEAR / perDistance - extent) / longest);
  const groups = groupsOf(numbers, shot.orientations, maxChange);
  const tiles = (panel.pixelsFast * panel.pixelsSlow) / TILE_EDGE ** 2;
  const perTile = groups.map(({ change }) => perDistance * (extent + change * longest));
  if (!pays({ tiles, orientations: extents.length, spots: perDistance * extent, candidates: perTile }))
    return undefined;
  const common = {
    rays,
    region: wholeTiles(withinPanel(panel)),
    incident,
    radius,
    margin: (1 - 1 / fixed.oversample) / 2 + PLACE_ROUNDING,
  };
  const search = { ...common, extent, longestSeen: seen };
  return { ...common, numbers, extents, groups: candidatesOf(groups, numbers, shot.orientations, search) };
}
