import type { Precision } from '../algebra';
import type { VectorBytes } from '../c/vectors';
import { graph } from '../graph/graph';
import type { Node } from '../graph/node';
import { simplify } from '../graph/simplify';
import { type CImage, runInC } from './c-program';
import { inputValue, type Program, programGraph, randomProgram, table, tableValues } from './fuzz';
import { PIXELS, runNest } from './nest';

const PRECISIONS: readonly Precision[] = ['double', 'mixed', 'single'];
/** Number of programs that are compiled together. */
const PER_FILE = 100;
/** Files that are compiled at the same time, while WebAssembly runs the next programs. */
const FILES_AT_ONCE = 2;

interface FuzzCase {
  readonly seed: number;
  readonly precision: Precision;
  readonly fused: boolean;
  readonly bytes: VectorBytes;
}

/** A case with its program as a graph, from which both kinds of code are made. */
interface FuzzProgram extends FuzzCase {
  readonly program: Program;
  readonly image: Node;
}

function programOf(fuzzCase: FuzzCase): FuzzProgram {
  const program = randomProgram(fuzzCase.seed);
  const g = graph(fuzzCase.precision);
  const [image] = simplify(g, [programGraph(program, g)]) as [Node];
  return { ...fuzzCase, program, image };
}

const TABLES = { F: { table, values: tableValues } };

/** Returns a program as an image in C. */
const inC = ({ program, ...rest }: FuzzProgram): CImage => ({
  ...rest,
  iterations: program.iterations,
  inputOf: inputValue(program),
  tables: TABLES,
});

/** Returns an image as WebAssembly computes it. */
function runWasm({ precision, fused, program, image }: FuzzProgram): readonly number[] {
  const [pixels] = runNest([image], inputValue(program), {
    precision,
    relaxed: fused,
    iterations: program.iterations,
    tables: TABLES,
  }) as [number[]];
  return pixels;
}

export interface DifferentialReport {
  /** One line for each pixel that differs in any bit. */
  readonly different: readonly string[];
  /** Fraction of the programs whose pixels are not all the same number. */
  readonly varied: number;
}

export interface FuzzCOptions {
  /** Seed of the first program. */
  readonly first: number;
  readonly count: number;
  readonly relaxed: boolean;
  readonly compiler: string;
  readonly widths: readonly VectorBytes[];
  /** Optimization level of a file of programs; by default `-O1`. */
  readonly levelOf?: (file: number) => string;
}

/** Programs of consecutive seeds on WebAssembly against C, bit for bit; precision, fusing and vector width take turns. */
export async function fuzzC({ first, count, relaxed, compiler, widths, levelOf = () => '-O1' }: FuzzCOptions) {
  const different: string[] = [];
  let varied = 0;
  const compare = async (programs: readonly FuzzProgram[], computed: Promise<Float64Array>): Promise<void> => {
    const expected = programs.map(runWasm);
    const found = await computed;
    programs.forEach(({ seed, precision, fused, bytes }, n) => {
      const pixels = expected[n] as readonly number[];
      if (new Set(pixels).size > 1) varied++;
      pixels.forEach((value, pixel) => {
        const other = found[n * PIXELS + pixel];
        if (Object.is(value, other)) return;
        different.push(
          `seed ${seed} ${precision} fused ${fused} ${bytes} bytes, pixel ${pixel}: ${other}, not ${value}`,
        );
      });
    });
  };
  const running = new Set<Promise<void>>();
  for (let file = 0; file * PER_FILE < count; file++) {
    const programs = Array.from({ length: Math.min(PER_FILE, count - file * PER_FILE) }, (_, n) => {
      const seed = first + file * PER_FILE + n;
      return programOf({
        seed,
        precision: PRECISIONS[seed % 3] as Precision,
        fused: relaxed && seed % 2 === 0,
        bytes: widths[Math.floor(seed / 6) % widths.length] as VectorBytes,
      });
    });
    while (running.size >= FILES_AT_ONCE) await Promise.race(running);
    const comparison = compare(programs, runInC(programs.map(inC), compiler, levelOf(file)));
    running.add(comparison);
    comparison.then(
      () => running.delete(comparison),
      () => {},
    );
  }
  await Promise.all(running);
  return { different, varied: varied / count } satisfies DifferentialReport;
}
