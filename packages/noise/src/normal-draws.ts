/**
 * A Gaussian deviate of mean 0 and variance 1 in float64 from two uniform ones (Box & Muller 1958). The partner is not
 * kept: what is drawn for one pixel must not depend on another.
 */
export function normalDraw(uniform: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}
