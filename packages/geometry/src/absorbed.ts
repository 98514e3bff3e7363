import type { Calculator } from '@braggsim/formula';

/** Below this optical depth 1 - exp(-x) loses digits, and the series takes over. */
const SERIES_END = 0.25;
/** (1 - exp(-x))/x in powers of x: each coefficient the last one over -(n + 1). */
const SERIES = [1];
for (let n = 1; n < 12; n++) SERIES.push(-(SERIES[n - 1] as number) / (n + 1));

/** Returns 1 - exp(-x) to full relative accuracy, for x of 0 and more: the fraction that an optical depth absorbs. */
export function absorbed<T>(m: Calculator<T>, x: T): T {
  const near = m.smaller(x, SERIES_END);
  return m.select(x, SERIES_END, m.product(near, m.polynomial(near, SERIES)), m.minus(1, m.exp(m.neg(x))));
}

/** Returns (1 - exp(-x))/x to full relative accuracy, for x of 0 and more: the mean transmission over the depths from 0 to x. */
export function meanTransmission<T>(m: Calculator<T>, x: T): T {
  const near = m.smaller(x, SERIES_END);
  const far = m.larger(x, SERIES_END);
  return m.select(x, SERIES_END, m.polynomial(near, SERIES), m.ratio(m.minus(1, m.exp(m.neg(far))), far));
}
