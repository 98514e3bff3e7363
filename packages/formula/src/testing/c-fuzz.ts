import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Precision } from '../algebra';
import { cTypes } from '../c/emitters';
import { doubleLiteral } from '../c/literal';
import { lookupFunction, stencilFunction } from '../c/tables';
import { type VectorBytes, vectorPrelude, vectorType } from '../c/vectors';
import { textCode } from '../emit/text';
import { graph } from '../graph/graph';
import { simplify } from '../graph/simplify';
import { cNest } from './c-nest';
import { inputValue, programGraph, randomProgram, table, tableValues } from './fuzz';
import { PIXELS, runNest } from './nest';

/** Flags of the compiler by vector width. Contraction would fuse where WebAssembly does not. */
const FLAGS = ['-O1', '-ffp-contract=off', '-fno-trapping-math', '-fno-math-errno'];
const WIDTH_FLAGS: Readonly<Record<VectorBytes, readonly string[]>> = {
  16: ['-mavx2', '-mfma'],
  32: ['-mavx2', '-mfma'],
  64: ['-mavx2', '-mfma', '-mavx512f', '-mavx512dq', '-mavx512vl', '-mavx512bw'],
};

/** The widths of vectors that this machine has and a C compiler for them, or what is missing. */
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
/** Programs that are compiled together. */
const PER_FILE = 100;

interface FuzzCase {
  readonly seed: number;
  readonly precision: Precision;
  readonly fused: boolean;
  readonly bytes: VectorBytes;
}

const tableNameOf = ({ precision, fused, bytes }: FuzzCase): string =>
  `F${cTypes(precision, bytes).vector.name}${fused ? 'fused' : ''}`;

/** A C program that writes the images of all cases, float64. */
function programText(cases: readonly FuzzCase[]): string {
  const code = textCode();
  const types = cases.map(({ precision, bytes }) => cTypes(precision, bytes));
  const reals = types.flatMap(({ vector, wide }) => [vector, wide]);
  code.line('#include <immintrin.h>\n#include <stdio.h>');
  code.line(vectorPrelude([...reals, vectorType('float', 16), vectorType('double', 32)]));
  for (const vector of new Map(types.map((t) => [t.vector.name, t.vector])).values()) code.line(lookupFunction(vector));
  const named = new Map(cases.map((c) => [tableNameOf(c), c]));
  for (const [name, { precision, bytes, fused }] of named) {
    const { vector } = cTypes(precision, bytes);
    const values = Array.from(tableValues, doubleLiteral).join(', ');
    code.line(`static const ${vector.real} ${name}[${tableValues.length}] = {${values}};`);
    code.line(stencilFunction(name, table, vector, fused));
  }
  for (const c of cases) {
    const program = randomProgram(c.seed);
    const g = graph(c.precision);
    const [image] = simplify(g, [programGraph(program, g)]);
    if (!image) continue;
    const nameOf = () => tableNameOf(c);
    cNest(code, `program${c.seed}`, image, inputValue(program), { ...c, turns: program.turns, nameOf });
  }
  code.block('int main(void)', () => {
    code.line(`double image[${PIXELS}];`);
    for (const { seed } of cases) {
      code.line(`program${seed}(image);`);
      code.line('fwrite(image, sizeof image, 1, stdout);');
    }
    code.line('return 0;');
  });
  return code.text();
}

/** Images of all cases as C computes them, one after the other. */
function runC(cases: readonly FuzzCase[], compiler: string): Float64Array {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-fuzz-'));
  try {
    const [source, program] = [join(folder, 'programs.c'), join(folder, 'programs')];
    writeFileSync(source, programText(cases));
    const widest = Math.max(...cases.map(({ bytes }) => bytes)) as VectorBytes;
    const made = spawnSync(compiler, [...FLAGS, ...WIDTH_FLAGS[widest], source, '-o', program], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`the C compiler failed: ${made.stderr}`);
    const { stdout, status } = spawnSync(program, { maxBuffer: 2 ** 28 });
    if (status !== 0) throw new Error(`the compiled programs ended with ${status}`);
    return new Float64Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface DifferentialReport {
  /** One line for each pixel that differs in any bit. */
  readonly different: readonly string[];
  /** Fraction of the programs whose pixels are not all the same number. */
  readonly varied: number;
}

/** Programs of consecutive seeds on WebAssembly against C, bit for bit; precision, fusing and vector width take turns. */
export function fuzzC(o: {
  readonly first: number;
  readonly count: number;
  readonly relaxed: boolean;
  readonly compiler: string;
  readonly widths: readonly VectorBytes[];
}): DifferentialReport {
  const different: string[] = [];
  let varied = 0;
  for (let first = o.first; first < o.first + o.count; first += PER_FILE) {
    const cases = Array.from({ length: Math.min(PER_FILE, o.first + o.count - first) }, (_, n): FuzzCase => {
      const seed = first + n;
      return {
        seed,
        precision: PRECISIONS[seed % 3] as Precision,
        fused: o.relaxed && seed % 2 === 0,
        bytes: o.widths[Math.floor(seed / 6) % o.widths.length] as VectorBytes,
      };
    });
    const found = runC(cases, o.compiler);
    cases.forEach(({ seed, precision, fused, bytes }, n) => {
      const program = randomProgram(seed);
      const g = graph(precision);
      const [expected] = runNest(simplify(g, [programGraph(program, g)]), inputValue(program), {
        precision,
        relaxed: fused,
        turns: program.turns,
        tables: { F: { table, values: tableValues } },
      }) as [number[]];
      if (new Set(expected).size > 1) varied++;
      expected.forEach((value, pixel) => {
        const other = found[n * PIXELS + pixel];
        if (Object.is(value, other)) return;
        different.push(
          `seed ${seed} ${precision} fused ${fused} ${bytes} bytes, pixel ${pixel}: ${other}, not ${value}`,
        );
      });
    });
  }
  return { different, varied: varied / o.count };
}
