import type { VectorBytes } from '@braggsim/formula/emit';
import type { NativeNest } from './native/layout';
import type { Nest } from './nest';

/** Generated code that outlives the process; in Node a store of files. */
export interface CodeStore {
  /** Returns the code of a key, and what it takes as plain data, or undefined where there is none. */
  find(key: string): { readonly bytes: Uint8Array; readonly facts: object } | undefined;
  keep(key: string, generated: { readonly bytes: Uint8Array; readonly facts: object }): void;
}

let store: CodeStore | undefined;

/**
 * Takes generated code from a store from now on, and adds to it what is not there. The formulas of all terms must be those
 * that its code was generated from.
 */
export function useCodeStore(used: CodeStore): void {
  store = used;
}

/** Returns a module from the store, or a new one. */
export function storedModule(key: string, generate: () => Nest): Nest {
  const stored = store?.find(key);
  if (stored) return { ...(stored.facts as Omit<Nest, 'wasm'>), wasm: stored.bytes };
  const { wasm, ...facts } = generate();
  store?.keep(key, { bytes: wasm, facts });
  return { ...facts, wasm };
}

/** Returns the C source of a module for vectors of a width from the store, or a new one. */
export async function storedSource(
  moduleKey: string,
  bytes: VectorBytes,
  generate: () => Promise<NativeNest>,
): Promise<NativeNest> {
  const key = `C of ${bytes} bytes ${moduleKey}`;
  const stored = store?.find(key);
  if (stored)
    return { ...(stored.facts as Omit<NativeNest, 'source'>), source: new TextDecoder().decode(stored.bytes) };
  const { source, ...facts } = await generate();
  store?.keep(key, { bytes: new TextEncoder().encode(source), facts });
  return { ...facts, source };
}
