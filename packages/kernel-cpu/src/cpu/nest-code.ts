import type { Code, Local } from '@braggsim/formula/wasm';
import type { NestMemory } from './nest-memory';
import type { NestPlan } from './nest-plan';
import type { PixelLoops } from './over-pixels';
import type { RunParameter } from './run-parameters';

/** What the code of a nest is written from, and into. */
export interface NestCode extends NestPlan {
  readonly memory: NestMemory;
  readonly code: Code;
  readonly format: 'f64x2' | 'f32x4';
  readonly pixels: PixelLoops;
  readonly parameter: (name: RunParameter) => Local;
  /** Addresses of the first entry of the tile's list of orientations and of the one behind the last; absent where all orientations run. */
  readonly list: { readonly start: Local; readonly end: Local } | undefined;
}
