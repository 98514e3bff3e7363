import type { Algebra } from './algebra';
import type { Arithmetic, Value } from './arithmetic';

/** Coefficients of 2^r for |r| <= 1/2: powers of ln 2 over factorials. */
const POWER_SHORT = [1, Math.LN2, 0.24022651, 0.055504109, 0.0096181291, 0.0013333558, 0.0001540353];
const POWER_LONG = [
  1,
  Math.LN2,
  0.2402265069591007,
  0.05550410866482158,
  0.009618129107628477,
  0.0013333558146428443,
  1.540353039338161e-4,
  1.525273380405984e-5,
  1.3215486790144307e-6,
  1.0178086009239699e-7,
  7.054911620801123e-9,
  4.4455382718708e-10,
];

/**
 * Creates exp(x) for x <= 0. Below the smallest normal number the result remains that number, since targets flush
 * subnormal numbers differently.
 */
export function exponential<T>(algebra: Algebra<T>, m: Arithmetic<T>) {
  const long = algebra.precision === 'double';
  return {
    exp: (x: Value<T>): T => {
      const v = algebra.narrow(m.value(x));
      const powers = m.larger(m.product(v, Math.LOG2E), long ? -1022 : -126);
      const whole = algebra.nearest(powers);
      const rest = m.polynomial(algebra.sub(powers, whole), long ? POWER_LONG : POWER_SHORT);
      const result: T = algebra.mul(rest, algebra.powerOfTwo(whole));
      return algebra.keepsPartials ? algebra.withPartials(result, [v], () => [result]) : result;
    },
  };
}
