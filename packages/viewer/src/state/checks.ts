/** Checks a value of unknown origin; returns undefined for one that is not allowed. */
export type Check<T> = (value: unknown) => T | undefined;

export const oneOf =
  <const T extends string>(options: readonly T[]): Check<T> =>
  (value) =>
    options.find((option) => option === value);

export const flag: Check<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

/** Returns a number within limits; an infinite one is none. */
export const numberIn =
  (min: number, max: number): Check<number> =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max ? value : undefined;

/** Returns a whole number within limits. */
export const wholeIn =
  (min: number, max: number): Check<number> =>
  (value) =>
    Number.isInteger(value) ? numberIn(min, max)(value) : undefined;

/** Returns a list of which every entry is allowed. */
export const listOf =
  <T>(entry: Check<T>, longest: number): Check<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value) || value.length > longest) return undefined;
    const entries = value.map(entry);
    return entries.every((item) => item !== undefined) ? (entries as T[]) : undefined;
  };

export const pairOf =
  <T>(entry: Check<T>): Check<readonly [T, T]> =>
  (value) => {
    const list = listOf(entry, 2)(value);
    return list?.length === 2 ? (list as unknown as readonly [T, T]) : undefined;
  };

/** Returns a record of which every field is allowed; none may be missing or unknown. */
export const recordOf =
  <T extends object>(fields: { readonly [K in keyof T]: Check<T[K]> }): Check<T> =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const given = value as Record<string, unknown>;
    if (Object.keys(given).some((name) => !Object.hasOwn(fields, name))) return undefined;
    const entries = Object.entries<Check<unknown>>(fields).map(([name, check]) => [name, check(given[name])] as const);
    return entries.every(([, entry]) => entry !== undefined) ? (Object.fromEntries(entries) as T) : undefined;
  };

/** Returns the value or null, which stands for none. */
export const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value) =>
    value === null ? null : check(value);
