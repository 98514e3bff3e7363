import { planNodes, type Term, term } from '@braggsim/core';
import type {
  FactorMode,
  FixedPlan,
  InputValues,
  PanelPlan,
  Plan,
  Registry,
  ScatterPlan,
  TablePlan,
  TermPlan,
} from '@braggsim/core/kernel';
import { sumOfPlans } from '@braggsim/core/plans';
import type { Calculator, Triple } from '@braggsim/formula';

/** Documentation of the terms of this file: simple ones for each slot, so that kernels can be tested without physics. */
const about = { equation: 'for tests', citation: 'none' };

type Place<T> = Pick<InputValues<T>, 'fastOffset' | 'slowOffset' | 'depth'>;

const pointOnPlane = <T>(m: Calculator<T>, at: Place<T>, distance: T | number, half: T | number): Triple<T> => [
  m.sum(distance, at.depth),
  m.minus(half, at.slowOffset),
  m.minus(at.fastOffset, half),
];

const plane = term({
  slot: 'surface',
  id: 'tiny-plane',
  version: 1,
  params: {},
  about,
  inputs: ['fastOffset', 'slowOffset', 'depth'],
  constants: () => ({ distance: 0.1, half: 0.002 }),
  formula: (m, at, { distance, half }) => pointOnPlane(m, at, distance, half),
});

const bump = term({
  slot: 'shape',
  id: 'tiny-bump',
  version: 1,
  params: {},
  about,
  inputs: ['dh', 'dk', 'dl'],
  constants: () => ({ height: 20 }),
  formula: (m, { dh, dk, dl }, { height }) =>
    m.product(height, m.exp(m.neg(m.product(8, m.dot([dh, dk, dl], [dh, dk, dl]))))),
});

const table = { name: 'tiny', min: [-2, -2, -2], count: [5, 5, 5] } as const;

const listed = term({
  slot: 'structure',
  id: 'tiny-listed',
  version: 1,
  params: {},
  about,
  inputs: ['h0', 'k0', 'l0'],
  constants: () => ({}),
  formula: (m, { h0, k0, l0 }) => m.square(m.lookup(table, h0, k0, l0)),
});

const ofPlace = term({
  slot: 'factor',
  id: 'tiny-place',
  version: 1,
  params: {},
  about,
  inputs: ['range', 'cosIncidence', 'layer'],
  constants: () => ({ scale: 0.02 }),
  formula: (m, { range, cosIncidence, layer }, { scale }) =>
    m.product(m.square(m.ratio(scale, range)), cosIncidence, m.ratio(1, m.sum(1, layer))),
});

const ofRay = term({
  slot: 'factor',
  id: 'tiny-ray',
  version: 1,
  params: {},
  about,
  inputs: ['cosTwoTheta', 'cosMagneticAxis'],
  constants: () => ({ part: 0.4 }),
  formula: (m, { cosTwoTheta, cosMagneticAxis }, { part }) =>
    m.sum(m.square(cosTwoTheta), m.product(part, cosMagneticAxis)),
});

const haze = term({
  slot: 'background',
  id: 'tiny-haze',
  version: 1,
  params: {},
  about,
  inputs: ['sinThetaOverLambda'],
  constants: () => ({ level: 3 }),
  formula: (m, { sinThetaOverLambda }, { level }) => m.sum(level, m.product(1e-9, sinThetaOverLambda)),
});

const halo = term({
  slot: 'scatter',
  id: 'tiny-halo',
  version: 1,
  params: {},
  about,
  inputs: ['dh', 'nodeH', 'nodeK', 'nodeShape', 'nodeStructure', 'rotationHK', 'rotationLL'],
  constants: () => ({ width: 3 }),
  nodes: () =>
    [-1, 0, 1].flatMap((h) => [{ offset: [h, 0, 0] }, { offset: [0, h, 1], rotation: [0, 1, 0, -1, 0, 0, 0, 0, 1] }]),
  formula: (m, x, { width }) => {
    const distance = m.minus(x.dh, m.sum(x.nodeH, m.product(x.rotationHK, x.nodeK)));
    const tail = m.ratio(x.rotationLL, m.sum(1, m.product(width, m.square(distance))));
    return m.sum(m.product(x.nodeStructure, tail), m.product(x.nodeShape, x.nodeStructure));
  },
});

const glow = term({
  slot: 'scatter',
  id: 'tiny-glow',
  version: 1,
  params: {},
  about,
  inputs: ['dl', 'nodeStructure'],
  constants: () => ({ height: 2 }),
  formula: (m, { dl, nodeStructure }, { height }) => m.product(height, nodeStructure, m.sum(1, m.square(dl))),
});

/** The terms by their ids. */
export const tinyTerms: Registry<Term> = new Map(
  ([plane, bump, listed, ofPlace, ofRay, haze, halo, glow] as readonly Term[]).map((t) => [t.id, () => t]),
);

const planned = ({ id, version, constants }: Term): TermPlan => ({
  id,
  version,
  constants: constants({}, {} as Parameters<typeof constants>[1]),
  specialization: {},
});

const scattered = (t: Term): ScatterPlan => ({
  ...planned(t),
  ...planNodes(t, {}, {} as Parameters<typeof planNodes>[2]),
});

/** Terms of the slot `scatter`: one with six nodes and rotations, and one with the nearest node alone. */
export const tinyScatters: readonly [halo: ScatterPlan, glow: ScatterPlan] = [scattered(halo), scattered(glow)];

const panelOf = (name: string, pixelsFast: number, pixelsSlow: number): PanelPlan => ({
  name,
  pixelsFast,
  pixelsSlow,
  pixelSize: 4e-4,
  normalDistance: 0.1,
  normal: [1, 0, 0],
  surface: planned(plane),
  region: { fast: [0, pixelsFast], slow: [0, pixelsSlow] },
});

/** Loops and factors of a tiny plan. */
export interface TinyOptions {
  readonly modes?: readonly [ofPlace: FactorMode, ofRay: FactorMode];
  readonly background?: 'each' | 'once';
  readonly fixed?: Partial<FixedPlan>;
  readonly sources?: number;
  readonly orientations?: number;
}

/** Creates a plan of 10 x 8 pixels of the terms of this file, with the given loops. */
export function tinyPlan({ modes = ['each', 'each'], background, fixed = {}, ...shot }: TinyOptions = {}): Plan {
  const { sources = 1, orientations = 1 } = shot;
  const directions = Array.from({ length: sources }, (_, s) => [Math.cos(0.01 * s), 0, Math.sin(0.01 * s)]);
  const angles = Array.from({ length: orientations }, (_, o) => 0.03 * o + 0.1);
  return {
    fixed: {
      panels: [panelOf('a', 10, 8)],
      tables: { tiny: { layout: table, values: Float64Array.from({ length: 125 }, (_, i) => 1 + ((i * 7) % 11)) } },
      shape: planned(bump),
      structure: planned(listed),
      factors: [
        { ...planned(ofPlace), mode: modes[0] },
        { ...planned(ofRay), mode: modes[1] },
      ],
      backgrounds: background ? [{ ...planned(haze), mode: background }] : [],
      oversample: 1,
      layers: 1,
      layerStep: 1e-4,
      dMin: 0,
      culledBackground: 'stays',
      ...fixed,
    },
    shot: {
      sources: {
        count: sources,
        incident: Float64Array.from(directions.flat()),
        magnetic: Float64Array.from(directions.flatMap(() => [0, 1, 0])),
        wavelengths: Float64Array.from(directions, (_, s) => 1e-10 * (1 + 0.02 * s)),
        weights: Float64Array.from(directions, (_, s) => (2 * (s + 1)) / (sources + 1)),
      },
      orientations: Float64Array.from(
        angles.flatMap((t) =>
          [Math.cos(t), Math.sin(t), 0, -Math.sin(t), Math.cos(t), 0, 0, 0, 1].map((x) => 5e-9 * x),
        ),
      ),
      scale: 1 / (sources * orientations * (fixed.oversample ?? 1) ** 2),
    },
  };
}

/** Returns a plan with some fields of every panel replaced. */
export const withPanels = (plan: Plan, change: Partial<PanelPlan>): Plan => ({
  ...plan,
  fixed: { ...plan.fixed, panels: plan.fixed.panels.map((panel) => ({ ...panel, ...change })) },
});

/** Returns a plan with panels of 10 x 8 and 6 x 5 pixels. */
export const twoPanels = (plan: Plan): Plan => ({
  ...plan,
  fixed: { ...plan.fixed, panels: [panelOf('a', 10, 8), panelOf('b', 6, 5)] },
});

/**
 * Returns a sum of three plans with different tables, one of them with other loops, and its parts.
 *
 * @param height rows of the panel, in units of 8
 */
export function tinySum(height: number): { readonly plan: Plan; readonly parts: readonly Plan[] } {
  const rows = { pixelsSlow: 8 * height, region: { fast: [0, 10], slow: [0, 8 * height] } } as const;
  const plans = [
    tinyPlan({ background: 'each', orientations: 2 }),
    tinyPlan({ orientations: 3, sources: 2 }),
    tinyPlan({ fixed: { oversample: 2 } }),
  ];
  const parts = plans.map((plan, i): Plan => {
    const { fixed, shot } = withPanels(plan, rows);
    const { layout, values } = fixed.tables.tiny as TablePlan;
    return {
      fixed: { ...fixed, tables: { tiny: { layout, values: values.map((x) => x + 3 * i) } } },
      shot: { ...shot, scale: (i + 1) * shot.scale },
    };
  });
  return { plan: sumOfPlans(parts as [Plan, ...Plan[]]), parts };
}
