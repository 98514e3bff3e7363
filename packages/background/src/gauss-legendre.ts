/** A place within an interval and its weight, which is a length. */
export interface QuadraturePoint {
  readonly at: number;
  readonly weight: number;
}

/** Returns the Legendre polynomial of a degree and its derivative, by the recursion of Bonnet. */
function legendre(degree: number, x: number): readonly [value: number, slope: number] {
  let [before, value] = [1, x];
  for (let n = 2; n <= degree; n++) [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
  return [value, (degree * (x * value - before)) / (x * x - 1)];
}

/** Points and weights of Gauss-Legendre quadrature on an interval, in rising order: exact for polynomials of degree 2 count - 1. */
export function gaussLegendre(count: number, from: number, to: number): readonly QuadraturePoint[] {
  const half = (to - from) / 2;
  return Array.from({ length: count }, (_, i) => {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    for (let step = 0; step < 8; step++) {
      const [value, slope] = legendre(count, x);
      x -= value / slope;
    }
    const [, slope] = legendre(count, x);
    return { at: from + half * (1 + x), weight: (2 * half) / ((1 - x * x) * slope * slope) };
  });
}
