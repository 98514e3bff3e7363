import type { Constants, Mat3 } from '@braggsim/core';
import {
  type FixedPlan,
  nodeCount,
  type PanelPlan,
  type Plan,
  type PlanDerivative,
  relativeRotations,
  type TablePlan,
} from '@braggsim/core/kernel';
import { bandRowSlopes } from './band-values';
import { flattened } from './constants';
import { type DirectionPattern, slopeName } from './moved';
import type { RunningLoops } from './running-loops';
import { byTerm } from './terms';
import { type Column, placeCount, placeValues, vectorValues } from './values';

type Values = Readonly<Record<string, number>>;

/** The derivatives of a plan's numbers along one direction, by the names of the inputs of a panel. */
interface DirectionValues {
  /** What has one value for a plan and panel. */
  readonly plan: Values;
  readonly place: (i: number) => Values;
  readonly source: (i: number) => Values;
  readonly orientation: (i: number) => Values;
  readonly node: (i: number) => Values;
}

const AXES = ['a', 'b', 'c'];
const XYZ = ['x', 'y', 'z'];
const NONE: Values = {};

const axisValues = (prefix: string, table: Float64Array | undefined, orientation: number): Values =>
  table
    ? Object.assign({}, ...AXES.map((axis, i) => vectorValues(`${prefix}${axis}`, table, 9 * orientation + 3 * i)))
    : NONE;

/** Returns the numbers of the energy of one source by the names of their inputs. */
function channelNumbers(
  prefix: string,
  values: Float64Array | undefined,
  sources: number,
  i: number,
): Record<string, number> {
  const each = (values?.length ?? 0) / sources;
  return Object.fromEntries(
    Array.from({ length: each }, (_, j) => [`${prefix}.value${j}`, values?.[i * each + j] ?? 0]),
  );
}

function sourceSlopes(prefix: string, { sources }: PlanDerivative, i: number): Values {
  if (!sources) return NONE;
  return {
    ...vectorValues(`${prefix}.incident`, sources.incident, 3 * i),
    ...vectorValues(`${prefix}.magnetic`, sources.magnetic, 3 * i),
    [`${prefix}.wavelength`]: sources.wavelengths[i] as number,
    [`${prefix}.weight`]: sources.weights[i] as number,
    ...channelNumbers(prefix, sources.channelValues, sources.weights.length, i),
  };
}

/**
 * Returns the derivatives of the values of a panel and shot along a direction of a plan.
 *
 * @param running loops whose values come from tables; those of others have one value
 */
function directionValues(
  { fixed }: Plan,
  index: number,
  direction: PlanDerivative,
  running: RunningLoops,
): DirectionValues {
  const {
    shape = {},
    structure = {},
    factors = [],
    backgrounds = [],
    spotFactor,
    scatters,
    layerStep = 0,
    scale = 0,
  } = direction;
  const panel = direction.panels?.[index];
  const terms = byTerm<Constants>(panel?.surface ?? {}, {
    shape,
    structure,
    factors,
    backgrounds,
    spotFactor,
    scatters,
  });
  const steps = { ...fixed, layerStep };
  const edge = { ...(fixed.panels[index] as PanelPlan), pixelSize: panel?.pixelSize ?? 0 };
  const placeSlopes = (prefix: string, i: number): Values => {
    const { [`${prefix}.layer`]: _, ...values } = placeValues(prefix, steps, edge, i);
    return values;
  };
  const place = (i: number) => placeSlopes('place', i);
  const source = (i: number) => sourceSlopes('source', direction, i);
  const orientation = (i: number) => axisValues('', direction.orientations, i);
  const node = (i: number) => bandRowSlopes(fixed, direction, i);
  const plan: Values = {
    ...Object.assign({}, ...terms.map(([prefix, constants]) => flattened(prefix, constants))),
    ...(panel && vectorValues('normal', panel.normal)),
    ...(panel && { pixelSize: panel.pixelSize, normalDistance: panel.normalDistance }),
    ...axisValues('cell.', direction.lattice, 0),
    ...placeSlopes('firstPlace', 0),
    ...placeSlopes('lastLayer', (fixed.layers - 1) * fixed.oversample ** 2),
    ...sourceSlopes('first', direction, 0),
    ...(!running.places && place(0)),
    ...(!running.sources && source(0)),
    ...(!running.orientations && orientation(0)),
    ...(!running.nodes && node(0)),
    scale,
  };
  return { plan, place, source, orientation, node };
}

/** Names of constants of terms, which have slopes of their own each. */
const OF_TERMS = /^(shape|structure|factor\d+|background\d+|spotFactor|scatter\d+)\./;

/** Returns the vector that a component belongs to; the vectors of a cell are one. Other numbers are by themselves. */
const vectorOf = (name: string): string =>
  name.startsWith('cell.') ? 'cell' : OF_TERMS.test(name) ? name : name.replace(/\.([xyz]|\d+)$/, '');

/**
 * Returns the names of what changes. Vectors change as a whole: which of their components have slopes of exactly 0 depends on the values of
 * parameters, and a model that is fitted would need new code for each.
 */
function changing(values: Values): string[] {
  const changed = new Set(Object.entries(values).flatMap(([name, x]) => (x === 0 ? [] : [vectorOf(name)])));
  return Object.keys(values).filter((name) => changed.has(vectorOf(name)));
}

function changingAnywhere(count: number, valuesOf: (i: number) => Values): string[] {
  const names = new Set<string>();
  for (let i = 0; i < count; i++) for (const name of changing(valuesOf(i))) names.add(name);
  return [...names];
}

/** Directions of a plan as the graph and the nest of one panel take them. */
export interface PanelDirections {
  readonly patterns: readonly DirectionPattern[];
  /** Values of inputs that have one for a plan and panel. */
  readonly planValues: Values;
  placeValues(i: number): Values;
  sourceValues(i: number): Values;
  orientationColumn(name: string): Column | undefined;
  nodeValues(i: number): Values;
  /** Tables of derivatives of the values of tables. */
  readonly tables: Readonly<Record<string, TablePlan>>;
}

const prefixed = (slopes: readonly Values[]): Values =>
  Object.fromEntries(
    slopes.flatMap((values, direction) =>
      Object.entries(values).map(([name, value]) => [slopeName(direction, name), value] as const),
    ),
  );

const tablesOf = (fixed: FixedPlan, by: readonly PlanDerivative[]): Readonly<Record<string, TablePlan>> =>
  Object.fromEntries(
    by.flatMap(({ tables = {} }, direction) =>
      Object.entries(tables).map(([name, values]) => {
        const named = slopeName(direction, name);
        const { layout } = fixed.tables[name] as TablePlan;
        return [named, { layout: { ...layout, name: named }, values }] as const;
      }),
    ),
  );

/** Returns the rotations of all orientations, and the slopes of their cell vectors, by the names of inputs. */
function orientationColumns(shot: Plan['shot'], by: readonly PlanDerivative[]): ReadonlyMap<string, Column> {
  const columns = new Map<string, Column>();
  const rotations = relativeRotations(shot);
  for (let j = 0; j < 9; j++) columns.set(`rotation.${j}`, (i) => (rotations[i] as Mat3)[j] as number);
  by.forEach(({ orientations }, direction) => {
    if (!orientations) return;
    AXES.forEach((axis, a) => {
      XYZ.forEach((x, k) => {
        const start = 3 * a + k;
        columns.set(slopeName(direction, `${axis}.${x}`), (i) => orientations[9 * i + start] as number);
      });
    });
  });
  return columns;
}

/** Prepares the directions along which a panel of a plan is differentiated. */
export function panelDirections(
  plan: Plan,
  index: number,
  by: readonly PlanDerivative[],
  running: RunningLoops,
): PanelDirections {
  const { fixed, shot } = plan;
  const all = by.map((direction) => directionValues(plan, index, direction, running));
  const orientations = running.orientations ? shot.orientations.length / 9 : 0;
  const patterns = all.map((values, i): DirectionPattern => {
    const { tables = {} } = by[i] as PlanDerivative;
    return {
      inputs: new Set([
        ...changing(values.plan),
        ...changingAnywhere(running.places ? placeCount(fixed) : 0, values.place),
        ...changingAnywhere(running.sources && by[i]?.sources ? shot.sources.count : 0, values.source),
        ...changingAnywhere(by[i]?.orientations ? orientations : 0, values.orientation),
        ...changingAnywhere(running.nodes && by[i]?.band ? nodeCount(fixed) : 0, values.node),
      ]),
      tables: new Set(Object.keys(tables)),
    };
  });
  const columns = orientations > 0 ? orientationColumns(shot, by) : new Map<string, Column>();
  return {
    patterns,
    planValues: prefixed(all.map((values) => values.plan)),
    placeValues: (i) => prefixed(all.map(({ place }) => place(i))),
    sourceValues: (i) => prefixed(all.map(({ source }) => source(i))),
    orientationColumn: (name) => columns.get(name),
    nodeValues: (i) => prefixed(all.map(({ node }) => node(i))),
    tables: tablesOf(fixed, by),
  };
}
