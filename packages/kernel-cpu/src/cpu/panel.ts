import {
  type FixedPlan,
  type KernelOptions,
  nodeCount,
  orientationCount,
  type PanelPlan,
  type ShotPlan,
  type TablePlan,
  withinPanel,
} from '@braggsim/core/kernel';
import type { Precision } from '@braggsim/formula';
import { hasRelaxedSimd } from '@braggsim/formula/emit';
import { type Loops, loops, NO_LOOPS, union } from '@braggsim/formula/graph';
import {
  type BraggOutput,
  channelLoop,
  codeKey,
  hasTileLists,
  type ImageGraph,
  identityOf,
  imageGraph,
  isAffine,
  type ListedSpots,
  listedSpots,
  loopTables,
  type PlanTerms,
  placeCount,
  planRow,
  type RunningLoops,
  seriesOrder,
  shapeReach,
  shotExtent,
  termsOf,
} from '@braggsim/sample-loop';
import type { PanelPixels } from './band';
import type { PanelShot } from './band-runner';
import { type GeneratedNest, generatedNest, type ModuleCache } from './generated-nest';
import type { NestOptions } from './nest-plan';
import { choosePrecision, type PanelArithmetic } from './precision';

/** One panel of a plan, ready for shots. */
export interface PreparedPanel {
  readonly pixels: PanelPixels;
  /**
   * Returns the module and the numbers of a shot.
   *
   * @param made tables that all panels share
   */
  forShot(
    shot: ShotPlan,
    made: Map<string, Float64Array>,
    /** Output of Bragg scattering that is computed instead of photons, in double precision. */
    bragg?: BraggOutput,
  ): {
    compiled: GeneratedNest;
    numbers: PanelShot;
    arithmetic: PanelArithmetic;
  };
}

/** Sums of more float32 terms than this are taken in batches. */
const BATCH_FROM = 64;

/** Returns the loops whose sums are taken in batches in float32. */
export function longLoops({ places, sources, orientations, nodes = 1 }: PanelShot['counts']): Loops {
  const ifLong = (count: number, run: Loops) => (count > BATCH_FROM ? run : NO_LOOPS);
  return [
    ifLong(places, loops('subpixel', 'layer')),
    ifLong(sources, loops('source')),
    ifLong(orientations, loops('orientation')),
    ifLong(nodes, loops('node')),
  ].reduce(union, NO_LOOPS);
}

/** Returns how often the loops of a plan run. */
export function loopCounts(fixed: FixedPlan, shot: ShotPlan): PanelShot['counts'] {
  return {
    places: placeCount(fixed),
    sources: shot.sources.count,
    orientations: orientationCount(shot),
    ...((fixed.scatters || fixed.band) && { nodes: nodeCount(fixed) }),
  };
}

/** Returns the loops that run more than once, of sources that may differ in anything. */
export const runningOf = ({ places, sources, orientations, nodes = 1 }: PanelShot['counts']): RunningLoops => ({
  places: places > 1,
  sources: sources > 1,
  orientations: orientations > 1,
  ...(nodes > 1 && { nodes: true }),
});

/**
 * Returns the options of the nest of a variant. Double precision takes no relaxed instructions, whose results depend on the processor, and does
 * not ask the engine for them.
 */
export const nestOptionsOf = (
  variant: Pick<NestOptions, 'running' | 'precision' | 'batched'>,
  tables: readonly TablePlan[],
  { relaxedSimd }: KernelOptions,
): NestOptions => ({
  ...variant,
  relaxed: variant.precision !== 'double' && relaxedSimd !== false && hasRelaxedSimd(),
  tables: tables.map(({ layout }) => layout),
});

/** Code for one panel. */
interface PanelCode {
  readonly compiled: GeneratedNest;
  /** Returns the values that a shot has one of, in the order of the names in the nest. */
  readonly planOf: (shot: ShotPlan) => Float64Array;
}

/** Prepares a panel: whatever does not change between shots. */
export function preparePanel(
  fixed: FixedPlan,
  index: number,
  terms: PlanTerms,
  options: KernelOptions,
  modules: ModuleCache,
): PreparedPanel {
  const panel = fixed.panels[index] as PanelPlan;
  const surface = terms.surfaces[index] as PlanTerms['surfaces'][number];
  const reach = shapeReach(fixed, terms) ?? [];
  const made = termsOf(terms, surface).map(identityOf);
  const graphOf = (running: RunningLoops, precision: Precision, order?: number, bragg?: BraggOutput): ImageGraph =>
    imageGraph({ fixed, panel, terms: { ...terms, surface } }, { running, precision, seriesOrder: order, bragg });

  const compile = (
    running: RunningLoops,
    precision: Precision,
    batched: Loops,
    order: number | undefined,
    bragg?: BraggOutput,
  ): GeneratedNest => {
    const nestOptions = nestOptionsOf({ running, precision, batched }, Object.values(fixed.tables), options);
    const generated = `${nestOptions.relaxed} ${codeKey({ fixed, terms }, panel, running, precision, batched)} ${order}${bragg ? ` ${bragg}` : ''}`;
    const key = `${made} ${generated}`;
    return modules(key, () =>
      generatedNest(key, generated, nestOptions, () => graphOf(running, precision, order, bragg)),
    );
  };
  const variants = new Map<string, PanelCode>();
  /** Returns the code of a variant, found by what may change between shots. */
  const codeOf = (...variant: Parameters<typeof compile>): PanelCode => {
    const key = JSON.stringify(variant);
    const known = variants.get(key);
    if (known) return known;
    const compiled = compile(...variant);
    const code = { compiled, planOf: planRow(compiled.nest.planNames, fixed, panel, reach) };
    variants.set(key, code);
    return code;
  };
  let affine: boolean | undefined;
  const isPanelAffine = (): boolean => {
    affine ??= isAffine(panel, surface);
    return affine;
  };

  const spotsOf = (shot: ShotPlan, orientations: number): ListedSpots | undefined =>
    hasTileLists(fixed, terms, shot, orientations) && isPanelAffine()
      ? listedSpots(fixed, panel, terms, surface, shot)
      : undefined;

  return {
    pixels: {
      pixelsFast: panel.pixelsFast,
      pixelsSlow: panel.pixelsSlow,
      region: withinPanel(panel),
      ...(panel.mask && { mask: panel.mask }),
    },
    forShot: (shot, made, bragg) => {
      const counts = loopCounts(fixed, shot);
      const channels = channelLoop(fixed, shot, counts.orientations);
      const spots = spotsOf(shot, counts.orientations);
      const running: RunningLoops = {
        ...runningOf(counts),
        ...(channels && { channels }),
        ...(spots && { listed: true }),
      };
      const asked: KernelOptions = bragg ? { ...options, precision: 'double' } : options;
      const extent = shotExtent(shot);
      const arithmetic = choosePrecision(asked, { fixed, panel, terms, extent, running, isAffine: isPanelAffine });
      const { precision } = arithmetic;
      const order = seriesOrder(fixed, panel, extent.spread, precision);
      const batched = precision === 'double' ? NO_LOOPS : longLoops(counts);
      const { compiled, planOf } = codeOf(running, precision, batched, order, bragg);
      const numbers = {
        planValues: planOf(shot),
        tables: loopTables(compiled.nest, fixed, panel, shot, made),
        counts,
        ...(spots && { spots }),
      };
      return { compiled, numbers, arithmetic };
    },
  };
}
