import { usageError } from './errors';
import type { Slot, Term } from './stage';
import { didYouMean } from './suggest';

/** Stages or kernels by id, each created when it is first used: importing a package registers nothing. */
export type Registry<T> = ReadonlyMap<string, () => T | Promise<T>>;

/** A registry whose entries need not be awaited. */
export type ReadyRegistry<T> = ReadonlyMap<string, () => T>;

/**
 * Finds an entry of a registry.
 *
 * @throws BraggsimError (`usage`) that lists the entries
 */
export async function fromRegistry<T>(registry: Registry<T>, id: string, what: string): Promise<T> {
  const make = registry.get(id);
  if (!make) throw usageError(`there is no ${what} '${id}'; there are ${[...registry.keys()].join(', ')}`);
  return make();
}

/**
 * Finds the term of a slot by its id.
 *
 * @throws BraggsimError (`usage`) when there is none of that name, or one of another slot
 */
export async function termOf<S extends Slot>(terms: Registry<Term>, slot: S, id: string): Promise<Term<S>> {
  const found = await terms.get(id)?.();
  if (found?.slot === slot) return found as Term<S>;
  const all = await Promise.all([...terms.values()].map((make) => make()));
  const names = all.filter((term) => term.slot === slot).map((term) => term.id);
  const named = slot === 'shape' ? 'crystal shape' : slot;
  const other = found ? `'${id}' is a ${found.slot}, not a ${named}` : `there is no ${named} '${id}'`;
  throw usageError(`${other}; there are ${names.join(', ')}${found ? '' : didYouMean(id, names)}`);
}
