import type { Precision } from '@braggsim/formula';
import { graph } from '@braggsim/formula/graph';
import { type CImage, type CMachine, cMachine, cProgram, runInC } from '../../../formula/src/testing/c-program';
import { PIXELS } from '../../../formula/src/testing/nest';
import type { PreparedTermCase, Values } from './term-inputs';
import {
  expectSlopes,
  expectTarget,
  imagesOf,
  inputFrom,
  PRECISIONS,
  runsOf,
  type Slopes,
  tablesOf,
} from './term-targets';

/** A case of a term, with the samples and the derivatives that generated code is tested with. */
export interface CCase {
  readonly prepared: PreparedTermCase;
  readonly samples: readonly Values[];
  readonly slopes: Slopes;
}

/** What compiles and runs C here, or why nothing does. */
export const machine = cMachine();

/** Images of a case in one precision, and how they are compared. */
interface CRun {
  readonly images: readonly CImage[];
  readonly compare: (found: number[][]) => void;
}

/** Keeps the derivatives by every so many-th input, beginning with a number. */
function everyOf({ by, at }: Slopes, count: number, first: number): Slopes {
  const isKept = (_: unknown, i: number) => i % count === first;
  return { by: by.filter(isKept), at: (samples) => at(samples).map((of) => of.map((part) => part.filter(isKept))) };
}

function runInPrecision(
  { prepared, samples, slopes }: CCase,
  precision: Precision,
  { widths }: Pick<CMachine, 'widths'>,
): CRun[] {
  const [run] = runsOf(samples);
  if (!run) return [];
  const bytes = widths.at(-1) as (typeof widths)[number];
  const { images, values, slopes: nodes } = imagesOf(prepared, graph(precision), slopes.by);
  const what = `C in ${precision} precision`;
  // Float32 fuses where the processor does, double precision never.
  const common = { precision, bytes, fused: precision === 'single', iterations: {}, inputOf: inputFrom(run) };
  return [
    {
      images: images.map((image) => ({ ...common, image, tables: tablesOf([image], prepared.tables) })),
      compare: (found) => {
        expectTarget(prepared, what, precision, run, found.slice(0, values));
        expectSlopes(prepared, what, precision, run, slopes, nodes, found.slice(values));
      },
    },
  ];
}

/** Returns the images of the cases of a term, which take turns with the precisions, and derivatives with the cases. */
function runsInC(cases: readonly CCase[], given: Pick<CMachine, 'widths'>): CRun[] {
  const inTurn = cases.flatMap((one, i) => {
    const others = PRECISIONS.slice(cases.length);
    const precisions = [PRECISIONS[i % PRECISIONS.length] as Precision, ...(i === 0 ? others : [])];
    return precisions.map((precision) => ({ one, precision }));
  });
  return inTurn.flatMap(({ one, precision }, i) =>
    runInPrecision({ ...one, slopes: everyOf(one.slopes, inTurn.length, i) }, precision, given),
  );
}

/** Compares the images of a term with its formula, once they are computed. */
type Comparison = () => Promise<void>;

/** Cases of the terms of a test file that are not compiled yet. */
const declared = new Set<readonly CCase[]>();
const comparisons = new WeakMap<readonly CCase[], Comparison>();

/**
 * Declares a test in C of the cases of a term. The first test that runs compiles all that are declared in one program: to read its headers
 * takes the compiler as long as the formula of a term.
 */
export const declareC = (cases: readonly CCase[]): void => void declared.add(cases);

/** Forgets a test that was declared. */
export const forgetC = (cases: readonly CCase[]): void => void declared.delete(cases);

/** Writes one program of the terms, and compiles and runs it where that is possible. */
function compile(terms: readonly (readonly CCase[])[], given: CMachine | string): void {
  const images: CImage[] = [];
  const canRun = typeof given !== 'string';
  const places = terms.map((cases) => {
    try {
      const runs = runsInC(cases, canRun ? given : { widths: [16] });
      const first = images.length;
      images.push(...runs.flatMap((run) => run.images));
      return { cases, runs, first };
    } catch (error) {
      // A formula that cannot be written fails its own test alone.
      comparisons.set(cases, () => Promise.reject(error));
      return { cases, runs: [], first: 0 };
    }
  });
  if (images.length > 0 && !canRun) cProgram(images);
  const computed = images.length > 0 && canRun ? runInC(images, given.compiler, '-O0') : undefined;
  // Each test awaits it, but the first to fail may be the only one that runs.
  computed?.catch(() => {});
  for (const { cases, runs, first } of places) {
    if (comparisons.has(cases)) continue;
    comparisons.set(cases, async () => {
      const values = await computed;
      let at = first;
      for (const { images: own, compare } of runs) {
        if (values) compare(own.map(() => Array.from(values.subarray(at * PIXELS, ++at * PIXELS))));
      }
    });
  }
}

/**
 * Writes the formula and its derivatives in C, for all cases, which take turns with the precisions; derivatives take turns with the cases,
 * since the compiler needs most of the time for them. Where the program can be compiled, it is run, and is to give the values of the formula
 * on numbers and the derivatives of dual numbers.
 */
export async function expectC(cases: readonly CCase[], given: CMachine | string = machine): Promise<void> {
  if (!comparisons.has(cases)) {
    declareC(cases);
    compile([...declared], given);
    declared.clear();
  }
  await comparisons.get(cases)?.();
}
