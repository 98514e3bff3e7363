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

function runsInC(
  { prepared, samples, slopes }: CCase,
  precisions: readonly Precision[],
  { widths }: Pick<CMachine, 'widths'>,
): CRun[] {
  const [run] = runsOf(samples);
  if (!run) return [];
  const bytes = widths.at(-1) as (typeof widths)[number];
  return precisions.map((precision): CRun => {
    const { images, values, slopes: nodes } = imagesOf(prepared, graph(precision), slopes.by);
    const what = `C in ${precision} precision`;
    // Float32 fuses where the processor does, double precision never.
    const common = { precision, bytes, fused: precision === 'single', turns: {}, inputOf: inputFrom(run) };
    return {
      images: images.map((image) => ({ ...common, image, tables: tablesOf([image], prepared.tables) })),
      compare: (found) => {
        expectTarget(prepared, what, precision, run, found.slice(0, values));
        expectSlopes(prepared, what, precision, run, slopes, nodes, found.slice(values));
      },
    };
  });
}

/**
 * Writes the formula and its derivatives in C, for all cases in one program, which take turns with the precisions. Where it can be compiled, it is
 * run, and is to give the values of the formula on numbers and the derivatives of dual numbers.
 */
export async function expectC(cases: readonly CCase[], given: CMachine | string = machine): Promise<void> {
  const canRun = typeof given !== 'string';
  const runs = cases.flatMap((one, i) => {
    const others = PRECISIONS.slice(cases.length);
    const precisions = [PRECISIONS[i % PRECISIONS.length] as Precision, ...(i === 0 ? others : [])];
    return runsInC(one, precisions, canRun ? given : { widths: [16] });
  });
  const images = runs.flatMap((run) => run.images);
  if (images.length === 0) return;
  if (!canRun) {
    cProgram(images);
    return;
  }
  const values = await runInC(images, given.compiler, '-O0');
  let at = 0;
  for (const { images: own, compare } of runs) {
    compare(own.map(() => Array.from(values.subarray(at * PIXELS, ++at * PIXELS))));
  }
}
