/**
 * Coefficients of Wichura's algorithm AS 241 (1988, Appl. Statist. 37, 477), function PPND16: relative error 1e-16.
 * Those of numerators (`ABOVE`) and denominators (`BELOW`) are in ascending powers of the argument.
 */
const MIDDLE_ABOVE = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
] as const;
const MIDDLE_BELOW = [
  1, 42.31333070160091, 687.187007492058, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
] as const;
const TAIL_ABOVE = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 7.745450142783414e-4,
] as const;
const TAIL_BELOW = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  5.475938084995345e-4, 1.0507500716444169e-9,
] as const;

/** Half width of the central interval, in probability. */
const MIDDLE = 0.425;

type Eight = typeof MIDDLE_ABOVE | typeof MIDDLE_BELOW | typeof TAIL_ABOVE | typeof TAIL_BELOW;

const polynomial = (c: Eight, x: number): number =>
  ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0];

/** Returns the quantile within the central interval, at `q` from its middle. */
function middle(q: number): number {
  const x = MIDDLE * MIDDLE - q * q;
  return (q * polynomial(MIDDLE_ABOVE, x)) / polynomial(MIDDLE_BELOW, x);
}

/**
 * Returns the quantile of the normal distribution of mean 0 and variance 1: the value below which a deviate lies with
 * probability `u`, in (0, 1). It turns one uniform deviate into one Gaussian deviate, so that the draw of a pixel
 * does not depend on that of another pixel, as it would with methods that make deviates in pairs.
 *
 * @param log natural logarithm; one of another kind where digits must not depend on the machine
 */
export function normalQuantile(u: number, log: (x: number) => number = Math.log): number {
  const q = u - 0.5;
  if (Math.abs(q) <= MIDDLE) return middle(q);
  const x = Math.sqrt(-log(Math.min(u, 1 - u))) - 1.6;
  const size = polynomial(TAIL_ABOVE, x) / polynomial(TAIL_BELOW, x);
  return q < 0 ? -size : size;
}

/**
 * Replaces uniform deviates by their quantiles.
 *
 * @param outer room for as many indices: those of deviates outside the central interval, which come last, so that the processor
 * can foresee every branch
 */
export function normalQuantiles(deviates: Float64Array, outer: Uint32Array): void {
  let count = 0;
  for (let i = 0; i < deviates.length; i++) {
    const q = (deviates[i] as number) - 0.5;
    if (Math.abs(q) <= MIDDLE) deviates[i] = middle(q);
    else outer[count++] = i;
  }
  for (let n = 0; n < count; n++) {
    const i = outer[n] as number;
    deviates[i] = normalQuantile(deviates[i] as number);
  }
}
