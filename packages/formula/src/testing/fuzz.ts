import type { Algebra, Precision, Table } from '../algebra';
import { type Calculator, calculator } from '../calculator';
import { type Graph, graph } from '../graph/graph';
import { type LoopName, loops } from '../graph/loops';
import type { Node } from '../graph/node';
import { simplify } from '../graph/simplify';
import { type Bounded, bounded } from './bounded';
import { type InputValue, type Iterations, OUTER, PIXELS, runNest } from './nest';

/** Creates a generator of uniform numbers in [0, 1) from a seed (mulberry32). */
function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const table: Table = { name: 'F', min: [-2, -3, 0], count: [5, 7, 6] };
export const tableValues = Float32Array.from({ length: 5 * 7 * 6 }, (_, i) => Math.sin(1.3 * i) + 0.5);

interface Tools<T> {
  readonly algebra: Algebra<T>;
  readonly m: Calculator<T>;
}
type Call = { readonly takes: number; readonly apply: <T>(tools: Tools<T>, args: readonly [T, T, T, T]) => T };
const call = (takes: number, apply: Call['apply']): Call => ({ takes, apply });

/** Every operation and library function, with arguments restricted to its domain. */
const CALLS: readonly Call[] = [
  call(2, ({ algebra }, [a, b]) => algebra.add(a, b)),
  call(2, ({ algebra }, [a, b]) => algebra.sub(a, b)),
  call(2, ({ algebra }, [a, b]) => algebra.mul(a, b)),
  call(2, ({ m }, [a, b]) => m.ratio(a, m.sum(1, m.square(b)))),
  call(2, ({ m }, [a, b]) => m.product(m.ratio(1, m.sum(2, m.abs(a))), m.ratio(b, m.sum(1, m.square(a))))),
  call(1, ({ algebra }, [a]) => algebra.neg(a)),
  call(1, ({ algebra }, [a]) => algebra.abs(a)),
  call(2, ({ algebra }, [a, b]) => algebra.min(a, b)),
  call(2, ({ algebra }, [a, b]) => algebra.max(a, b)),
  call(1, ({ m }, [a]) => m.sqrt(m.abs(a))),
  call(1, ({ algebra }, [a]) => algebra.nearest(a)),
  call(1, ({ algebra }, [a]) => algebra.floor(a)),
  call(1, ({ algebra, m }, [a]) => algebra.powerOfTwo(m.nearest(m.larger(-9, m.smaller(9, a))))),
  call(4, ({ algebra }, [a, b, c, d]) => algebra.ifLess(a, b, c, d)),
  call(1, ({ algebra }, [a]) => algebra.narrow(a)),
  call(3, ({ algebra, m }, [a, b, c]) => algebra.lookup(table, m.nearest(a), m.nearest(b), m.nearest(c))),
  call(3, ({ m }, [a, b, c]) =>
    m.tricubic(table, [m.nearest(a), m.nearest(b), m.nearest(c)], [c, m.fraction(a), m.fraction(b)]),
  ),
  call(1, ({ m }, [a]) => m.exp(m.neg(m.abs(a)))),
  call(1, ({ m }, [a]) => m.sinPi(m.fraction(a))),
  call(1, ({ m }, [a]) => m.twoCosTwoPi(m.fraction(a))),
  call(1, ({ m }, [a]) => m.sinCosPi(a).cos),
  call(1, ({ m }, [a]) => m.sincg(m.fraction(a), 7)),
  call(2, ({ m }, [a, b]) => m.sincgSquared(m.fraction(a), m.sum(2, m.abs(b)))),
  call(1, ({ m }, [a]) => m.sincgSquared(m.fraction(a), 5, 5)),
  call(2, ({ m }, [a, b]) => m.product(m.square(a), m.square(b), 0.5, a, 3)),
  call(2, ({ m }, [a, b]) => m.dot([a, b, 2], [b, 3, a])),
];

/** A product that may have factors to move out of a sum, as is usual at the end of a phase. */
const PRODUCT = call(4, ({ m }, [a, b, c, d]) => m.product(m.neg(a), m.ratio(b, m.sum(1, m.square(c))), 3, d));

interface Input {
  readonly name: string;
  readonly varies: readonly LoopName[];
  /** Number of outer loops that must be open for the input. */
  readonly depth: number;
}

interface Step {
  readonly call: Call;
  readonly args: readonly number[];
}

/** A part of a program inside some outer loops; its value is summed over the loops that the next part is not inside. */
interface Phase {
  readonly depth: number;
  /** The steps. Arguments are numbered: first the inputs, then the sum of the phase before, then the steps. */
  readonly steps: readonly Step[];
}

export interface Program {
  readonly inputs: readonly Input[];
  readonly phases: readonly Phase[];
  readonly iterations: Iterations;
  readonly seed: number;
}

const MAX_SAMPLES = 40;

/** Returns a program over random loops. The same seed gives the same program. */
export function randomProgram(seed: number): Program {
  const random = randomStream(seed);
  const below = (n: number) => Math.floor(random() * n);
  const iterations: Partial<Record<LoopName, number>> = {};
  let samples = 1;
  for (const name of OUTER) {
    const count = Math.min(1 + below(4), Math.max(1, Math.floor(MAX_SAMPLES / samples)));
    iterations[name] = random() < 0.4 ? 1 : count;
    samples *= iterations[name] as number;
  }
  const inputs = Array.from({ length: 3 + below(6) }, (_, i): Input => {
    const varies: LoopName[] = OUTER.filter(() => random() < 0.25);
    if (random() < 0.5) varies.push('pixel');
    return { name: `x${i}`, varies, depth: OUTER.reduce((d, name, k) => (varies.includes(name) ? k + 1 : d), 0) };
  });
  const depths = [OUTER.length, ...OUTER.map((_, d) => d).filter((d) => d > 0 && random() < 0.2), 0];
  depths.sort((a, b) => b - a);
  const phases = depths.map((depth, p): Phase => {
    const usable = inputs.flatMap((x, i) => (x.depth <= depth ? [i] : []));
    if (p > 0) usable.push(inputs.length);
    if (usable.length === 0) usable.push(0);
    const count = (p === 0 ? 4 : 1) + below(10);
    const steps = Array.from({ length: count }, (_, i): Step => {
      const endsInProduct = i === count - 1 && random() < 0.4;
      const call = endsInProduct ? PRODUCT : (CALLS[below(CALLS.length)] as Call);
      const candidates = [...usable, ...Array.from({ length: i }, (_, k) => inputs.length + 1 + k)];
      const recent = candidates.slice(-5);
      const pick = () =>
        (random() < 0.6 ? recent[below(recent.length)] : candidates[below(candidates.length)]) as number;
      return { call, args: [pick(), pick(), pick(), pick()].slice(0, call.takes) };
    });
    return { depth, steps };
  });
  return { inputs, phases, iterations, seed };
}

/** Returns the value of one phase. */
function runPhase<T>(tools: Tools<T>, phase: Phase, inputs: readonly T[], previous: T): T {
  const values = [...inputs, previous];
  for (const { call, args } of phase.steps)
    values.push(call.apply(tools, args.map((i) => values[i]) as unknown as [T, T, T, T]));
  return values.at(-1) as T;
}

/**
 * Returns the value of an input, a multiple of 1/64 in [-4, 4): exact in every format, and often halfway between
 * integers.
 */
export const inputValue =
  ({ inputs, seed }: Program): InputValue =>
  (name, iterations, pixel) => {
    const varies = (inputs.find((x) => x.name === name) as Input).varies;
    const own = iterations.filter((_, d) => varies.includes(OUTER[d] as LoopName));
    const key = [...own, varies.includes('pixel') ? pixel : 0].reduce((h, x) => Math.imul(h, 31) + x + 1, seed);
    return Math.floor(randomStream(Math.imul(key, 97) + Number(name.slice(1)))() * 512) / 64 - 4;
  };

/** Runs a program in nested loops of plain numbers with error bounds, at one pixel. */
export function runNumbers(program: Program, precision: Precision, pixel: number): Bounded {
  const algebra = bounded(precision, { F: tableValues });
  const tools = { algebra, m: calculator(algebra) };
  const inputOf = inputValue(program);
  const zero: Bounded = { value: 0, error: 0 };
  const phaseValue = (p: number, indices: readonly number[]): Bounded => {
    const phase = program.phases[p] as Phase;
    const inputs = program.inputs.map((x) =>
      x.depth <= indices.length ? { value: inputOf(x.name, indices, pixel), error: 0 } : zero,
    );
    const previous = p > 0 ? total(p - 1, indices) : zero;
    return runPhase(tools, phase, inputs, previous);
  };
  const total = (p: number, indices: readonly number[]): Bounded => {
    if (indices.length === (program.phases[p] as Phase).depth) return phaseValue(p, indices);
    let sum = zero;
    const count = program.iterations[OUTER[indices.length] as LoopName] as number;
    for (let i = 0; i < count; i++) sum = algebra.add(sum, total(p, [...indices, i]));
    return sum;
  };
  return phaseValue(program.phases.length - 1, []);
}

export function programGraph(program: Program, g: Graph): Node {
  const tools = { algebra: g, m: calculator<Node>(g) };
  const inputs = program.inputs.map((x) => g.input(x.name, loops(...x.varies)));
  let previous = g.constant(0);
  program.phases.forEach((phase, p) => {
    const value = runPhase(tools, phase, inputs, previous);
    const next = program.phases[p + 1];
    previous = next ? g.sum(value, loops(...OUTER.slice(next.depth, phase.depth))) : value;
  });
  return previous;
}

export interface Comparison {
  readonly pixel: number;
  readonly expected: Bounded;
  readonly found: number;
}

/**
 * Factor of the error bounds for rewriting, which reorders operations, so that their rounding errors differ from those
 * of the formula.
 */
const REORDERING = 16;
export const isWrong = ({ expected, found }: Comparison): boolean =>
  expected.error < Infinity && !(Math.abs(found - expected.value) <= REORDERING * expected.error);
/** Tells whether a comparison is meaningful: its bound is small compared with the value. */
const isTelling = ({ expected }: Comparison): boolean => expected.error < 1e-3 * (Math.abs(expected.value) + 0.1);

/** Compares a program on WebAssembly with plain numbers. */
export function compare(program: Program, precision: Precision, relaxed: boolean): Comparison[] {
  const g = graph(precision);
  const images = simplify(g, [programGraph(program, g)]);
  const [image] = runNest(images, inputValue(program), {
    precision,
    relaxed,
    iterations: program.iterations,
    tables: { F: { table, values: tableValues } },
  }) as [number[]];
  return Array.from({ length: PIXELS }, (_, pixel) => ({
    pixel,
    expected: runNumbers(program, precision, pixel),
    found: image[pixel] as number,
  }));
}

const PRECISIONS: readonly Precision[] = ['double', 'mixed', 'single'];

export interface FuzzReport {
  /** One line for each value that differs by more than rounding explains. */
  readonly wrong: readonly string[];
  /** Fraction of the comparisons that are meaningful. */
  readonly telling: number;
}

/** Compares programs of consecutive seeds; precision and, where this machine supports it, fusing alternate. */
export function fuzz(o: { readonly first: number; readonly count: number; readonly relaxed: boolean }): FuzzReport {
  const report = fuzzReport();
  for (let seed = o.first; seed < o.first + o.count; seed++) {
    const precision = PRECISIONS[seed % 3] as Precision;
    const relaxed = o.relaxed && seed % 2 === 0;
    report.add(`seed ${seed} ${precision} relaxed ${relaxed}`, compare(randomProgram(seed), precision, relaxed));
  }
  return report.finish();
}

/** Collects the comparisons of many programs. */
export function fuzzReport() {
  const wrong: string[] = [];
  let compared = 0;
  let telling = 0;
  return {
    add: (name: string, comparisons: readonly Comparison[]): void => {
      for (const comparison of comparisons) {
        compared++;
        if (isTelling(comparison)) telling++;
        if (!isWrong(comparison)) continue;
        const { pixel, expected, found } = comparison;
        wrong.push(`${name} pixel ${pixel}: ${found}, not ${expected.value} ± ${expected.error}`);
      }
    },
    finish: (): FuzzReport => ({ wrong, telling: telling / compared }),
  };
}
