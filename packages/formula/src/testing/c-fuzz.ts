import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Precision } from '../algebra';
import { cTypes } from '../c/emitters';
import { doubleLiteral } from '../c/literal';
import { lookupFunction, stencilFunction } from '../c/tables';
import { type VectorBytes, vectorPrelude, vectorType } from '../c/vectors';
import { textCode } from '../emit/text';
import { graph } from '../graph/graph';
import type { Node } from '../graph/node';
import { simplify } from '../graph/simplify';
import { cNest } from './c-nest';
import { inputValue, type Program, programGraph, randomProgram, table, tableValues } from './fuzz';
import { PIXELS, runNest } from './nest';

/** Flags of the compiler. Contraction is off, since it would fuse where WebAssembly does not. */
const FLAGS = ['-ffp-contract=off', '-fno-trapping-math', '-fno-math-errno'];
const WIDTH_FLAGS: Readonly<Record<VectorBytes, readonly string[]>> = {
  16: ['-mavx2', '-mfma'],
  32: ['-mavx2', '-mfma'],
  64: ['-mavx2', '-mfma', '-mavx512f', '-mavx512dq', '-mavx512vl', '-mavx512bw'],
};

/** Returns the vector widths that this machine and its C compiler support, or the reason why there are none. */
export function cMachine(): { readonly widths: readonly VectorBytes[]; readonly compiler: string } | string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the emitter writes for Linux on x86-64 only';
  const flags = new Set(/^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' '));
  if (!flags.has('avx2') || !flags.has('fma')) return 'this processor has no AVX2';
  const compiler = (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, 'cc'))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
  if (!compiler) return 'there is no C compiler';
  return { compiler, widths: flags.has('avx512dq') && flags.has('avx512vl') ? [16, 32, 64] : [16, 32] };
}

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

const tableNameOf = ({ precision, fused, bytes }: FuzzCase): string =>
  `F${cTypes(precision, bytes).vector.name}${fused ? 'fused' : ''}`;

/** Returns a C program that writes the images of all programs as float64. */
function programText(programs: readonly FuzzProgram[]): string {
  const code = textCode();
  const types = programs.map(({ precision, bytes }) => cTypes(precision, bytes));
  const reals = types.flatMap(({ vector, wide }) => [vector, wide]);
  code.line('#include <immintrin.h>\n#include <stdio.h>');
  code.line(vectorPrelude([...reals, vectorType('float', 16), vectorType('double', 32)]));
  for (const vector of new Map(types.map((t) => [t.vector.name, t.vector])).values()) code.line(lookupFunction(vector));
  const named = new Map(programs.map((p) => [tableNameOf(p), p]));
  for (const [name, { precision, bytes, fused }] of named) {
    const { vector } = cTypes(precision, bytes);
    const values = Array.from(tableValues, doubleLiteral).join(', ');
    code.line(`static const ${vector.real} ${name}[${tableValues.length}] = {${values}};`);
    code.line(stencilFunction(name, table, vector, fused));
  }
  for (const p of programs) {
    const nameOf = () => tableNameOf(p);
    cNest(code, `program${p.seed}`, p.image, inputValue(p.program), { ...p, turns: p.program.turns, nameOf });
  }
  code.block('int main(void)', () => {
    code.line(`double image[${PIXELS}];`);
    for (const { seed } of programs) {
      code.line(`program${seed}(image);`);
      code.line('fwrite(image, sizeof image, 1, stdout);');
    }
    code.line('return 0;');
  });
  return code.text();
}

const execute = promisify(execFile);

/** Returns the images of all programs as computed by C, one after the other. */
async function runC(programs: readonly FuzzProgram[], compiler: string, level: string): Promise<Float64Array> {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-fuzz-'));
  try {
    const [source, program] = [join(folder, 'programs.c'), join(folder, 'programs')];
    writeFileSync(source, programText(programs));
    const widest = Math.max(...programs.map(({ bytes }) => bytes)) as VectorBytes;
    await execute(compiler, [level, ...FLAGS, ...WIDTH_FLAGS[widest], source, '-o', program]);
    const { stdout } = await execute(program, { encoding: 'buffer', maxBuffer: 2 ** 28 });
    return new Float64Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An image as WebAssembly computes it. */
function runWasm({ precision, fused, program, image }: FuzzProgram): readonly number[] {
  const [pixels] = runNest([image], inputValue(program), {
    precision,
    relaxed: fused,
    turns: program.turns,
    tables: { F: { table, values: tableValues } },
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
  const compare = async (programs: readonly FuzzProgram[], inC: Promise<Float64Array>): Promise<void> => {
    const expected = programs.map(runWasm);
    const found = await inC;
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
    const comparison = compare(programs, runC(programs, compiler, levelOf(file)));
    running.add(comparison);
    comparison.then(
      () => running.delete(comparison),
      () => {},
    );
  }
  await Promise.all(running);
  return { different, varied: varied / count } satisfies DifferentialReport;
}
