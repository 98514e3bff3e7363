import type { PlanDerivative } from '@braggsim/core/kernel';
import type { NestedNumbers } from './nested-differences';

/** Adds a multiple of nested numbers to others of the same shape, which may be absent. */
function added(sum: NestedNumbers | undefined, rate: number, more: NestedNumbers): NestedNumbers {
  if (typeof more === 'number') return ((sum as number | undefined) ?? 0) + rate * more;
  if (more instanceof Float64Array) {
    const before = sum as Float64Array | undefined;
    return more.map((x, i) => (before?.[i] ?? 0) + rate * x);
  }
  if (Array.isArray(more)) {
    const before = sum as readonly NestedNumbers[] | undefined;
    return (more as readonly NestedNumbers[]).map((x, i) => added(before?.[i], rate, x));
  }
  const before = sum as Readonly<Record<string, NestedNumbers>> | undefined;
  const entries = Object.entries(more as Readonly<Record<string, NestedNumbers>>);
  return {
    ...before,
    ...Object.fromEntries(entries.map(([key, x]) => [key, added(before?.[key], rate, x)])),
  };
}

/**
 * Returns the derivative along a direction in which several parameters change at given rates: the rates times their derivatives.
 *
 * @param rates by the names of the derivatives; those of others are 0
 */
export function alongDirection(
  name: string,
  by: readonly PlanDerivative[],
  rates: Readonly<Record<string, number>>,
): PlanDerivative {
  const total = by.reduce<NestedNumbers>((sum, { name: parameter, further: _, ...parts }) => {
    const rate = rates[parameter] ?? 0;
    return rate === 0 ? sum : added(sum, rate, parts as unknown as NestedNumbers);
  }, {});
  const count = Math.max(0, ...by.map(({ further = [] }) => further.length));
  const further = Array.from({ length: count }, (_, i) =>
    alongDirection(
      name,
      by.map((one) => one.further?.[i] ?? { name: one.name }),
      rates,
    ),
  );
  return { ...(total as object), name, ...(count > 0 && { further }) };
}
