import { type Code, codeBuffer, TYPE_CODES } from './code';
import { unsigned } from './opcodes';

/** A function without results that a module exports. */
export interface WasmFunction {
  readonly name: string;
  readonly code: Code;
}

export interface ModuleOptions {
  /** Whether the memory is shared between threads. */
  readonly shared?: boolean;
}

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const SECTION = { types: 1, imports: 2, functions: 3, exports: 7, code: 10 } as const;
const FUNCTION_TYPE = 0x60;
const MEMORY_IMPORT = 0x02;
const FUNCTION_EXPORT = 0x00;
/** Limit of a shared memory, which must be stated: that of 32-bit addresses, in pages of 64 KiB. */
const MAX_PAGES = 65536;

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const text = (name: string): number[] => {
  const utf8 = new TextEncoder().encode(name);
  return [...unsigned(utf8.length), ...utf8];
};

/**
 * Returns the binary of a module that imports its memory as `env.memory` and exports the functions. The memory may have
 * any size (a shared one: declared with the maximum of 65536 pages or less), so one module serves any plan of its kind.
 */
export function wasmModule(
  functions: readonly WasmFunction[],
  { shared = false }: ModuleOptions = {},
): Uint8Array<ArrayBuffer> {
  const bodies = functions.map(({ code }) => code.finish());
  const limits = shared ? [0x03, ...unsigned(1), ...unsigned(MAX_PAGES)] : [0x00, ...unsigned(1)];
  const section = (id: number, items: readonly (readonly number[])[]): number[] => {
    const content = vector(items);
    return [id, ...unsigned(content.length), ...content];
  };
  return new Uint8Array([
    ...HEADER,
    ...section(
      SECTION.types,
      functions.map(({ code }) => [FUNCTION_TYPE, ...vector(code.params.map((p) => [TYPE_CODES[p.type]])), 0]),
    ),
    ...section(SECTION.imports, [[...text('env'), ...text('memory'), MEMORY_IMPORT, ...limits]]),
    ...section(
      SECTION.functions,
      functions.map((_, i) => unsigned(i)),
    ),
    ...section(
      SECTION.exports,
      functions.map(({ name }, i) => [...text(name), FUNCTION_EXPORT, ...unsigned(i)]),
    ),
    ...section(
      SECTION.code,
      bodies.map((body) => [...unsigned(body.length), ...body]),
    ),
  ]);
}

/** Tells whether this machine supports the relaxed vector instructions, which multiply and add in one step. */
export function hasRelaxedSimd(): boolean {
  const code = codeBuffer();
  for (let i = 0; i < 3; i++) code.splat('f32x4', 0);
  code.op('f32x4.relaxed_madd').op('drop');
  return WebAssembly.validate(wasmModule([{ name: 'probe', code }]));
}
