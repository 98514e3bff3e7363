export { type CEmitterOptions, type CEmitters, type CForm, type CTypes, cEmitters, cTypes } from '../c/emitters';
export { doubleLiteral } from '../c/literal';
export { lookupFunction, stencilFunction } from '../c/tables';
export { type Real, type VectorBytes, type VectorType, vectorPrelude, vectorType } from '../c/vectors';
export { type Compensated, compensatedAdd } from '../emit/order';
export { type TextCode, textCode } from '../emit/text';
export { type Code, codeBuffer, type Local, type ValueType } from '../wasm/code';
export { type EmitterOptions, type Emitters, emitters } from '../wasm/emitters';
export type { Emitter } from '../wasm/held';
export type { Instruction, MemoryInstruction } from '../wasm/opcodes';
export type { VectorEmitter } from '../wasm/simd';
export { hasRelaxedSimd, type ModuleOptions, type WasmFunction, wasmModule } from '../wasm/writer';
export { literal, type ShaderCode, shaderCode } from '../wgsl/code';
export { SHADER_LANES, type WgslEmitter, wgslEmitter, zeroOf } from '../wgsl/emitter';
export { tableFunctions, tableNames } from '../wgsl/tables';
export { evaluate } from './evaluate';
export { gradient } from './gradient';
export { type Graph, graph } from './graph';
export {
  contains,
  LOOPS,
  type LoopName,
  type Loops,
  loopNames,
  loops,
  NO_LOOPS,
  overlap,
  PIXEL,
  union,
  without,
} from './loops';
export { isVector, type Node, type Operation, reachable } from './node';
export {
  type Accumulation,
  type Form,
  type Level,
  type LiveValue,
  liveOut,
  type Placed,
  type Schedule,
  schedule,
} from './schedule';
export { simplify } from './simplify';
