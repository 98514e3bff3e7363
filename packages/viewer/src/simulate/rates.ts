import type { RateStore } from '@braggsim/simulate/rates';

/** Rates of kernels by what they were measured on. */
export type KnownRates = Readonly<Record<string, number>>;

/** The entry of the browser's storage that holds them. */
const ENTRY = 'braggsim rates';

/** Reads the rates that were measured before; none where they are damaged or the browser keeps nothing. */
export function readRates(storage: () => Pick<Storage, 'getItem'> = () => localStorage): KnownRates {
  try {
    const given: unknown = JSON.parse(storage().getItem(ENTRY) ?? '{}');
    if (typeof given !== 'object' || given === null) return {};
    return Object.fromEntries(Object.entries(given).filter(([, rate]) => typeof rate === 'number' && rate > 0));
  } catch {
    return {};
  }
}

/** Keeps rates for the next visit; a browser that keeps nothing measures again. */
export function keepRates(
  rates: KnownRates,
  storage: () => Pick<Storage, 'getItem' | 'setItem'> = () => localStorage,
): void {
  try {
    storage().setItem(ENTRY, JSON.stringify({ ...readRates(storage), ...rates }));
  } catch {
    // They are measured again.
  }
}

/**
 * Returns a store of rates in a worker.
 *
 * @param known rates that were measured before
 * @param machine what they hold for besides kernel and adapter: the program and the browser
 * @param keep takes a rate that has been measured
 */
export function rateStore(known: KnownRates, machine: string, keep: (rates: KnownRates) => void): RateStore {
  const rates = new Map(Object.entries(known));
  const keyOf = (kernel: string, adapter = ''): string => [kernel, adapter, machine].join(' | ');
  return {
    find: (kernel, adapter) => rates.get(keyOf(kernel, adapter)),
    keep: (kernel, adapter, rate) => {
      rates.set(keyOf(kernel, adapter), rate);
      keep({ [keyOf(kernel, adapter)]: rate });
    },
  };
}
