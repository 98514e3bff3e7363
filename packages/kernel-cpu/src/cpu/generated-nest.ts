import type { VectorBytes } from '@braggsim/formula/emit';
import type { CodeCache } from '@braggsim/sample-loop';
import { storedModule, storedSource } from './code-store';
import type { NativeNest } from './native/layout';
import { compileNest, type Nest } from './nest';
import { type NestImage, type NestOptions, type NestPlan, nestPlan } from './nest-plan';

/** A compiled module. */
export interface CompiledNest {
  readonly nest: Nest;
  readonly module: WebAssembly.Module;
  /** Name of the generated code: equal keys have equal modules. */
  readonly key: string;
}

/** A compiled module with the source of the same nest in C. */
export interface GeneratedNest extends CompiledNest {
  /** Generates the C source, at every call; the generator is loaded when it is first used. */
  readonly inC: (bytes: VectorBytes) => Promise<NativeNest>;
}

/** Modules by the specialization that they were generated for. */
export type ModuleCache = CodeCache<GeneratedNest>;

/**
 * Makes the module of a nest, whose code comes from the store if that has it. The graph of its image is recorded once, where code is
 * generated from it.
 *
 * @param key name of the code in this process
 * @param storedKey name of the code in the store
 */
export function generatedNest(
  key: string,
  storedKey: string,
  options: NestOptions,
  imageOf: () => NestImage,
): GeneratedNest {
  let planned: NestPlan | undefined;
  const plan = (): NestPlan => {
    planned ??= nestPlan(imageOf(), options);
    return planned;
  };
  const nest = storedModule(storedKey, () => compileNest(plan(), options));
  return {
    nest,
    module: new WebAssembly.Module(nest.wasm as BufferSource),
    key,
    inC: (bytes) =>
      storedSource(storedKey, bytes, async () =>
        (await import('./native/native-nest')).nativeNest(plan(), options, bytes),
      ),
  };
}
