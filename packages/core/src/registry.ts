import { usageError } from './errors';

/** Stages or kernels by id, each made when first asked for: importing a package registers nothing. */
export type Registry<T> = ReadonlyMap<string, () => T | Promise<T>>;

/** A registry whose entries are there at once. */
export type ReadyRegistry<T> = ReadonlyMap<string, () => T>;

/** @throws BraggsimError (`usage`) naming what there is */
export async function fromRegistry<T>(registry: Registry<T>, id: string, what: string): Promise<T> {
  const make = registry.get(id);
  if (!make) throw usageError(`there is no ${what} '${id}'; there are ${[...registry.keys()].join(', ')}`);
  return make();
}
