import type { Calculator, Triple, Value } from '@braggsim/formula';

/** Rotates a vector right-handedly about a unit axis by `halfTurns` times pi radians (Rodrigues' formula). */
export function rotateAbout<T>(m: Calculator<T>, v: Triple<Value<T>>, axis: Triple<Value<T>>, halfTurns: T): Triple<T> {
  const { sin, cos } = m.sinCosPi(halfTurns);
  const along = m.product(m.dot(axis, v), m.minus(1, cos));
  const component = (i: 0 | 1 | 2, j: 0 | 1 | 2, k: 0 | 1 | 2): T => {
    const side = m.minus(m.product(axis[j], v[k]), m.product(axis[k], v[j]));
    return m.sum(m.product(axis[i], along), m.product(v[i], cos), m.product(side, sin));
  };
  return [component(0, 1, 2), component(1, 2, 0), component(2, 0, 1)];
}
