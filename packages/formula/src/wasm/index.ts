/**
 * An assembler of WebAssembly: the instructions of functions, and the binary of a module that exports them.
 *
 * @module
 * @example
 * ```ts
 * import { codeBuffer, wasmModule } from '@braggsim/formula/wasm';
 *
 * const code = codeBuffer('i32');
 * code.get(code.params[0]).i32(6).i32(7).op('i32.mul').memory('i32.store', 0);
 * const memory = new WebAssembly.Memory({ initial: 1 });
 * const module = new WebAssembly.Module(wasmModule([{ name: 'answer', code }]));
 * new WebAssembly.Instance(module, { env: { memory } }).exports.answer(0);
 * console.log(new Int32Array(memory.buffer)[0]); // 42
 * ```
 */
export { type Code, codeBuffer, type Local, type ValueType } from './code';
export type { Instruction, MemoryInstruction } from './opcodes';
export { type ModuleOptions, type WasmFunction, wasmModule } from './writer';
