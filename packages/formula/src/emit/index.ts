/**
 * Code generation from graphs: WebAssembly, C and WGSL, which compute the same bytes in the same order.
 *
 * @module
 * @example
 * ```ts
 * import { SHADER_LANES } from '@braggsim/formula/emit';
 *
 * console.log(SHADER_LANES); // pixels that a thread of a shader computes at once
 * ```
 */
export { type CEmitterOptions, type CEmitters, type CForm, type CTypes, cEmitters, cTypes } from '../c/emitters';
export { doubleLiteral } from '../c/literal';
export { lookupFunction, stencilFunction } from '../c/tables';
export { type Real, type VectorBytes, type VectorType, vectorPrelude, vectorType } from '../c/vectors';
export { type EmitterOptions, type Emitters, emitters } from '../wasm/emitters';
export type { Emitter } from '../wasm/held';
export type { VectorEmitter } from '../wasm/simd';
export { STENCIL_SCRATCH } from '../wasm/tables';
export { hasRelaxedSimd } from '../wasm/writer';
export { literal, type ShaderCode, shaderCode } from '../wgsl/code';
export { SHADER_LANES, type WgslEmitter, wgslEmitter, zeroOf } from '../wgsl/emitter';
export { tableFunctions, tableNames } from '../wgsl/tables';
export { type Compensated, compensatedAdd } from './order';
export { type TextCode, textCode } from './text';
