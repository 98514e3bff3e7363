import type { Experiment } from '@braggsim/experiment';
import { STANDARDS, type Standard } from '../geometry/standards';
import { COLOUR_MAPS, type ColourMap } from '../image/colour-maps';
import { SCALES, type Scale, type ValueRange } from '../image/contrast';
import type { Point } from '../image/placement';
import type { View } from '../image/view';
import { START } from '../simulate/presets';
import { type Check, flag, listOf, numberIn, oneOf, orNull, pairOf, recordOf, wholeIn } from './checks';

export const MODES = ['simulate', 'view', 'compare', 'refine'] as const;
export type Mode = (typeof MODES)[number];

/** Images that can be compared. */
export const COMPARED = ['opened image', 'simulation', 'kept image'] as const;
export type Compared = (typeof COMPARED)[number];

/** Ways in which an image and the one that it is compared with are shown. */
export const COMPARISONS = ['blink', 'side by side', 'difference', 'ratio', 'red and blue'] as const;
export type ComparisonView = (typeof COMPARISONS)[number];

export const TOOLS = ['pan', 'zoom box', 'distance', 'line profile', 'box', 'circle', 'polygon'] as const;
export type Tool = (typeof TOOLS)[number];

/** Ways of making one image of several neighbours in a series. */
export const STACKINGS = ['one image', 'sum', 'average', 'maximum'] as const;

/** Which images of a series are shown as one, from the current one on. */
export interface Stack {
  readonly how: (typeof STACKINGS)[number];
  readonly count: number;
}

/** Most images that are shown as one. */
export const MAX_STACKED = 1000;

/** What the user has chosen: everything that a share link holds. Files are not part of it. */
export interface Settings {
  readonly mode: Mode;
  readonly experiment: Experiment;
  /** Name of a kernel, or `auto`. */
  readonly kernel: string;
  /** Whether the readout is applied to a simulation, rather than expected photons shown. */
  readonly recorded: boolean;
  readonly reference: Compared;
  readonly compared: Compared;
  readonly comparison: ComparisonView;
  /** The image that a model is refined against. */
  readonly measured: Compared;
  readonly stack: Stack;
  readonly scale: Scale;
  readonly colours: ColourMap;
  /** The range of values, or null for that between the percentiles. */
  readonly range: ValueRange | null;
  readonly percentiles: readonly [low: number, high: number];
  /** The value below which pixels are shown as background, or null for none. */
  readonly threshold: number | null;
  readonly rings: boolean;
  /** d-spacings of the rings, Å; empty for automatic ones. */
  readonly ringSpacings: readonly number[];
  readonly iceRings: boolean;
  readonly standard: Standard | 'none';
  readonly beamCentre: boolean;
  readonly rotationAxis: boolean;
  readonly scaleBar: boolean;
  readonly outlines: boolean;
  readonly mask: boolean;
  readonly spots: boolean;
  /** Spots that the experiment predicts. */
  readonly predictions: boolean;
  /** Boxes around spots. */
  readonly shoeboxes: boolean;
  readonly tool: Tool;
  /** Points that a tool has been given, in the picture. */
  readonly points: readonly Point[];
  /** What is seen; null for the whole picture. */
  readonly view: View | null;
}

export const DEFAULTS: Settings = {
  mode: 'simulate',
  experiment: START,
  kernel: 'auto',
  recorded: false,
  reference: 'opened image',
  compared: 'simulation',
  comparison: 'blink',
  measured: 'opened image',
  stack: { how: 'one image', count: 10 },
  scale: 'log',
  colours: 'grey inverted',
  range: null,
  percentiles: [0.5, 99.9],
  threshold: null,
  rings: true,
  ringSpacings: [],
  iceRings: false,
  standard: 'none',
  beamCentre: false,
  rotationAxis: false,
  scaleBar: true,
  outlines: false,
  mask: true,
  spots: false,
  predictions: false,
  shoeboxes: false,
  tool: 'pan',
  points: [],
  view: null,
};

const finite = numberIn(-Number.MAX_VALUE, Number.MAX_VALUE);
const MAX_POINTS = 1000;

/** Checks of all fields but the experiment, which has tables of its own. */
export const CHECKS: { readonly [K in Exclude<keyof Settings, 'experiment'>]: Check<Settings[K]> } = {
  mode: oneOf(MODES),
  kernel: oneOf(['auto', 'cpu', 'gpu', 'reference']),
  recorded: flag,
  reference: oneOf(COMPARED),
  compared: oneOf(COMPARED),
  comparison: oneOf(COMPARISONS),
  measured: oneOf(COMPARED),
  stack: recordOf<Stack>({ how: oneOf(STACKINGS), count: wholeIn(1, MAX_STACKED) }),
  scale: oneOf(SCALES),
  colours: oneOf(COLOUR_MAPS),
  range: orNull(recordOf<ValueRange>({ low: finite, high: finite })),
  percentiles: pairOf(numberIn(0, 100)),
  threshold: orNull(finite),
  rings: flag,
  ringSpacings: listOf(numberIn(0.01, 1e5), 100),
  iceRings: flag,
  standard: oneOf(['none', ...(Object.keys(STANDARDS) as Standard[])]),
  beamCentre: flag,
  scaleBar: flag,
  outlines: flag,
  mask: flag,
  spots: flag,
  predictions: flag,
  shoeboxes: flag,
  rotationAxis: flag,
  tool: oneOf(TOOLS),
  points: listOf(pairOf(finite), MAX_POINTS),
  view: orNull(recordOf<View>({ scale: numberIn(1 / 128, 128), x: finite, y: finite })),
};
