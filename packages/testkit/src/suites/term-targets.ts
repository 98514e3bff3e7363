import type { InputName } from '@braggsim/core/kernel';
import { calculator, type Precision, type Table, type TableValues } from '@braggsim/formula';
import { hasRelaxedSimd } from '@braggsim/formula/emit';
import { evaluate, type Graph, gradient, graph, loops, type Node, reachable, simplify } from '@braggsim/formula/graph';
import { expect } from 'vitest';
import { type Bounded, bounded } from '../../../formula/src/testing/bounded';
import { evaluateOver } from '../../../formula/src/testing/evaluate-over';
import { compiledNest, PIXELS } from '../../../formula/src/testing/nest';
import type { RunShader } from '../../../formula/src/testing/shader-fuzz';
import { shaderNest } from '../../../formula/src/testing/shader-nest';
import { ensure } from './ensure';
import type { PreparedTermCase, Values } from './term-inputs';

/** The targets that kernels generate code for: graphs of nodes, WebAssembly and WGSL. */

/** Rewriting reorders operations, so their roundings need not be those of the formula. */
const REORDERING = 16;
/** Part of a spot's peak that float32 exponentials may leave where the value is smaller still. */
const UNDERFLOW = 2 ** -120;
/** Part of the largest value that a result may be off by where no bound of the rounding is known. */
const TOLERANCE: Readonly<Record<Precision, number>> = { double: 1e-9, mixed: 1e-4, single: 1e-4 };
export const PRECISIONS: readonly Precision[] = ['double', 'mixed', 'single'];
/** A shader has a table even where the formula reads none. */
const NO_TABLE: Table = { name: 'none', min: [0, 0, 0], count: [4, 4, 4] };

const largest = (values: readonly number[]): number => values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);

/** Inputs that every precision holds exactly. */
const exact = (inputs: readonly Values[]): Values[] =>
  inputs.map((x) => Object.fromEntries(Object.entries(x).map(([name, value]) => [name, Math.fround(value)])) as Values);

/** Returns the formula as a graph, with its inputs as nodes that vary from pixel to pixel. */
function graphOf(
  { term, constants, specialization }: PreparedTermCase,
  g: Graph,
): { outputs: Node[]; inputs: Record<InputName, Node> } {
  const named = term.inputs.map((name) => [name, g.input(name, loops('pixel'))] as const);
  const inputs = Object.fromEntries(named) as Record<InputName, Node>;
  return { inputs, outputs: [term.formula(calculator<Node>(g), inputs, constants, specialization)].flat() };
}

/** Expects of the graph the values of the formula on numbers and, where `slopes` are given, those of dual numbers. */
export function expectGraph(
  prepared: PreparedTermCase,
  samples: readonly Values[],
  by: readonly InputName[],
  slopes: readonly (readonly (readonly number[])[])[],
): void {
  const g = graph('double');
  const { outputs, inputs } = graphOf(prepared, g);
  const nodes = by.map((name) => inputs[name]);
  const gradients = outputs.map((output) => gradient(g, output, nodes));
  const size = largest(samples.flatMap((x) => prepared.evaluate(x)));
  const steepest = by.map((_, i) => largest(slopes.flatMap((ofSample) => ofSample.map((part) => part[i] as number))));
  samples.forEach((x, n) => {
    const values = evaluate(outputs, x, prepared.tables);
    prepared.evaluate(x).forEach((wanted, component) => {
      expectNear(values[component] as number, wanted, TOLERANCE.double * size, 'the graph', x);
    });
    slopes[n]?.forEach((wanted, component) => {
      const found = evaluate(gradients[component] as Node[], x, prepared.tables);
      by.forEach((name, i) => {
        const tolerance = TOLERANCE.double * (steepest[i] as number);
        expectNear(found[i] as number, wanted[i] as number, tolerance, `d/d${name} of the graph`, x);
      });
    });
  });
}

function expectNear(found: number, wanted: number, tolerance: number, what: string, x: Values): void {
  const message = () => `${what} gives ${found}, not ${wanted} ± ${tolerance}, at ${JSON.stringify(x)}`;
  ensure(Math.abs(found - wanted) <= tolerance, message);
}

/** Tables that a graph reads, with their values. */
export function tablesOf(outputs: readonly Node[], values: TableValues) {
  const tables = new Map(reachable(outputs).flatMap(({ table }) => (table ? [[table.name, table]] : [])));
  return Object.fromEntries([...tables].map(([name, table]) => [name, { table, values: values[name] ?? [] }]));
}

/** What a target is to compute: values of all components of a formula, then the derivatives of each by some inputs. */
export interface Images {
  readonly images: readonly Node[];
  readonly values: number;
  readonly slopes: readonly Node[];
}

/** Returns the images of a formula; its derivatives are those that reverse accumulation makes, as kernels take them. */
export function imagesOf(prepared: PreparedTermCase, g: Graph, by: readonly InputName[]): Images {
  const { outputs, inputs } = graphOf(prepared, g);
  const nodes = by.map((name) => inputs[name]);
  const slopes = by.length === 0 ? [] : outputs.flatMap((output) => gradient(g, output, nodes));
  return { images: simplify(g, [...outputs, ...slopes]), values: outputs.length, slopes };
}

/** Derivatives of a formula at samples, [sample, component, input], and the inputs that they are by. */
export interface Slopes {
  readonly by: readonly InputName[];
  readonly at: (samples: readonly Values[]) => readonly (readonly (readonly number[])[])[];
}

const NO_SLOPES: Slopes = { by: [], at: () => [] };

/**
 * Compares the derivatives that a target made of the samples with those of dual numbers.
 *
 * @param found [component and input, sample]
 */
export function expectSlopes(
  { tables, slope: steepness }: PreparedTermCase,
  what: string,
  precision: Precision,
  samples: readonly Values[],
  { by, at }: Slopes,
  slopes: readonly Node[],
  found: readonly number[][],
): void {
  const wanted = at(samples);
  const steepest = by.map((_, i) => largest(wanted.flatMap((ofSample) => ofSample.map((part) => part[i] as number))));
  samples.forEach((x, pixel) => {
    const inputs = Object.fromEntries(Object.entries(x).map(([name, value]) => [name, { value, error: 0 }]));
    const bounds = evaluateOver<Bounded>(bounded(precision, tables), slopes, inputs);
    wanted[pixel]?.forEach((ofComponent, component) => {
      by.forEach((name, i) => {
        const place = component * by.length + i;
        const { error } = bounds[place] as Bounded;
        // No bound is known next to a jump of the slope, and where float32 loses digits of products.
        if (error === Number.POSITIVE_INFINITY && (steepness === error || precision !== 'double')) return;
        const bound = Number.isFinite(error) ? REORDERING * error : 0;
        const tolerance = Math.max(bound, TOLERANCE[precision] * (steepest[i] as number));
        const value = found[place]?.[pixel] as number;
        expectNear(value, ofComponent[i] as number, tolerance, `d/d${name} of ${what}`, x);
      });
    });
  });
}

/** Compares what a target made of the samples with the formula on numbers. */
export function expectTarget(
  prepared: PreparedTermCase,
  what: string,
  precision: Precision,
  samples: readonly Values[],
  found: number[][],
) {
  const { term, constants, specialization, tables } = prepared;
  const m = calculator<Bounded>(bounded(precision, tables));
  const size = largest(samples.flatMap((x) => prepared.evaluate(x)));
  const peak = largest(prepared.evaluate({ ...(samples[0] as Values), dh: 0, dk: 0, dl: 0 }));
  samples.forEach((x, pixel) => {
    const entries = term.inputs.map((name) => [name, { value: x[name], error: 0 }]);
    const inputs = Object.fromEntries(entries) as Record<InputName, Bounded>;
    const bounds = [term.formula(m, inputs, constants, specialization)].flat();
    prepared.evaluate(x).forEach((wanted, component) => {
      const { error } = bounds[component] as Bounded;
      // No bound is known next to a jump, and for numbers so large or small that float32 loses digits of products.
      if (error === Number.POSITIVE_INFINITY && prepared.slope === Number.POSITIVE_INFINITY) return;
      const bound = Number.isFinite(error) ? REORDERING * error : 0;
      const value = found[component]?.[pixel] as number;
      expectNear(value, wanted, Math.max(bound, TOLERANCE[precision] * size, UNDERFLOW * peak), what, x);
    });
  });
}

/** Runs of as many samples as a test nest has pixels. */
export function runsOf(samples: readonly Values[]): Values[][] {
  const whole = Math.floor(samples.length / PIXELS);
  return Array.from({ length: whole }, (_, i) => exact(samples.slice(i * PIXELS, (i + 1) * PIXELS)));
}

export const inputFrom =
  (run: readonly Values[]) =>
  (name: string, _indices: readonly number[], pixel: number): number =>
    run[pixel]?.[name as InputName] as number;

/**
 * Compiles the formula and its derivatives to WebAssembly in every precision, runs it and expects the values of the formula on numbers
 * and the derivatives of dual numbers.
 */
export function expectWebAssembly(
  prepared: PreparedTermCase,
  samples: readonly Values[],
  slopes: Slopes = NO_SLOPES,
): void {
  for (const precision of PRECISIONS) {
    for (const relaxed of hasRelaxedSimd() ? [false, true] : [false]) {
      const g = graph(precision);
      const { images, values, slopes: nodes } = imagesOf(prepared, g, slopes.by);
      const tables = tablesOf(images, prepared.tables);
      const nest = compiledNest(images, { precision, relaxed, iterations: {}, tables });
      const what = `WebAssembly in ${precision} precision`;
      for (const run of runsOf(samples)) {
        const found = nest(inputFrom(run));
        expectTarget(prepared, what, precision, run, found.slice(0, values));
        expectSlopes(prepared, what, precision, run, slopes, nodes, found.slice(values));
      }
    }
  }
}

/**
 * Generates the shader of the formula and its derivatives and, where it can be run, expects of it the values of the formula on numbers
 * and the derivatives of dual numbers.
 */
export async function expectShader(
  prepared: PreparedTermCase,
  samples: readonly Values[],
  runShader?: RunShader,
  slopes: Slopes = NO_SLOPES,
): Promise<void> {
  for (const run of runsOf(samples)) {
    const g = graph('single');
    const { images, values, slopes: nodes } = imagesOf(prepared, g, slopes.by);
    const [read = { table: NO_TABLE, values: [0] }] = Object.values(tablesOf(images, prepared.tables));
    const { code, inputs } = shaderNest(images, inputFrom(run), {}, read.table);
    expect(code).toContain('fn main(');
    expect(code).not.toMatch(/\b(NaN|Infinity|undefined)\b/);
    if (!runShader) continue;
    const numbers = await runShader(code, [inputs, Float32Array.from(read.values)], images.length * PIXELS);
    const found = images.map((_, i) => Array.from(numbers.subarray(i * PIXELS, (i + 1) * PIXELS)));
    expectTarget(prepared, 'the shader', 'single', run, found.slice(0, values));
    expectSlopes(prepared, 'the shader', 'single', run, slopes, nodes, found.slice(values));
  }
}
