import type { Nest } from './nest';

/** Generated modules that outlive the process. */
export interface ModuleStore {
  /** Returns the module of a key, or undefined where there is none. */
  find(key: string): Nest | undefined;
  keep(key: string, nest: Nest): void;
}

let store: ModuleStore | undefined;

/**
 * Takes generated modules from a store from now on, and adds to it what is not there. The formulas of all terms must be those
 * that its modules were generated from.
 */
export function useModuleStore(used: ModuleStore): void {
  store = used;
}

/** Returns a module from the store, or a new one. */
export function storedModule(key: string, generate: () => Nest): Nest {
  const stored = store?.find(key);
  if (stored) return stored;
  const nest = generate();
  store?.keep(key, nest);
  return nest;
}
