import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Table, TableValues } from '../algebra';
import { cTypes } from '../c/emitters';
import { doubleLiteral } from '../c/literal';
import { lookupFunction, stencilFunction } from '../c/tables';
import { type VectorBytes, vectorPrelude, vectorType } from '../c/vectors';
import { textCode } from '../emit/text';
import type { Node } from '../graph/node';
import { type CNestOptions, cNest } from './c-nest';
import { type InputValue, PIXELS } from './nest';

/** Flags of the compiler. Contraction is off, since it would fuse where WebAssembly does not. */
export const C_FLAGS = ['-ffp-contract=off', '-fno-trapping-math', '-fno-math-errno'];
export const WIDTH_FLAGS: Readonly<Record<VectorBytes, readonly string[]>> = {
  16: ['-mavx2', '-mfma'],
  32: ['-mavx2', '-mfma'],
  64: ['-mavx2', '-mfma', '-mavx512f', '-mavx512dq', '-mavx512vl', '-mavx512bw'],
};

/** What compiles and runs C here. */
export interface CMachine {
  /** Widths of the vectors that the processor has, bytes. */
  readonly widths: readonly VectorBytes[];
  readonly compiler: string;
}

/** Returns the vector widths that this machine and its C compiler support, or the reason why there are none. */
export function cMachine(): CMachine | string {
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

/** An image that is given as a node that varies only with the loop `pixel`, with its inputs. */
export interface CImage extends Omit<CNestOptions, 'nameOf'> {
  readonly image: Node;
  readonly inputOf: InputValue;
  /** Tables that it reads, by their names. Images that share values share them in C. */
  readonly tables: Readonly<Record<string, { readonly table: Table; readonly values: TableValues[string] }>>;
}

/** Returns a C program that writes images as float64, one after the other. */
export function cProgram(images: readonly CImage[]): string {
  const code = textCode();
  const types = images.map(({ precision, bytes }) => cTypes(precision, bytes));
  const reals = types.flatMap(({ vector, wide }) => [vector, wide]);
  code.line('#include <immintrin.h>\n#include <stdio.h>');
  code.line(vectorPrelude([...reals, vectorType('float', 16), vectorType('double', 32)]));
  for (const vector of new Map(types.map((t) => [t.vector.name, t.vector])).values()) code.line(lookupFunction(vector));
  const names = new Map<TableValues[string], Map<string, string>>();
  let tables = 0;
  images.forEach(({ tables: read, precision, bytes, fused, ...image }, n) => {
    const { vector } = cTypes(precision, bytes);
    const nameOf = ({ name }: Table): string => {
      const { table, values } = read[name] as (typeof read)[string];
      const ofValues = names.get(values) ?? new Map<string, string>();
      names.set(values, ofValues);
      const kind = `${vector.name}${fused ? 'fused' : ''}`;
      const known = ofValues.get(kind);
      if (known) return known;
      const made = `T${tables++}`;
      ofValues.set(kind, made);
      const numbers = Array.from(values, doubleLiteral).join(', ');
      code.line(`static const ${vector.real} ${made}[${values.length}] = {${numbers}};`);
      code.line(stencilFunction(made, table, vector, fused));
      return made;
    };
    // Tables stand before the function that reads them.
    for (const { table } of Object.values(read)) nameOf(table);
    cNest(code, `image${n}`, image.image, image.inputOf, {
      precision,
      bytes,
      fused,
      iterations: image.iterations,
      nameOf,
    });
  });
  code.block('int main(void)', () => {
    code.line(`double image[${PIXELS}];`);
    images.forEach((_, n) => {
      code.line(`image${n}(image);`);
      code.line('fwrite(image, sizeof image, 1, stdout);');
    });
    code.line('return 0;');
  });
  return code.text();
}

const execute = promisify(execFile);

/**
 * Returns the values of images as computed by C, one image after the other.
 *
 * @param level optimization of the compiler: `-O1`
 */
export async function runInC(images: readonly CImage[], compiler: string, level: string): Promise<Float64Array> {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-c-'));
  try {
    const [source, program] = [join(folder, 'images.c'), join(folder, 'images')];
    writeFileSync(source, cProgram(images));
    const widest = Math.max(...images.map(({ bytes }) => bytes)) as VectorBytes;
    await execute(compiler, [level, ...C_FLAGS, ...WIDTH_FLAGS[widest], source, '-o', program]);
    const { stdout } = await execute(program, { encoding: 'buffer', maxBuffer: 2 ** 28 });
    return new Float64Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
