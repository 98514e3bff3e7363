const f32 = Math.fround;

/** Means below this are drawn from products of uniform deviates, means from this on by rejection from a Lorentzian. */
const MULTIPLYING_BELOW = 12;
/** Means above this are drawn from a Gaussian distribution. */
const GAUSSIAN_ABOVE = 1e6;

const LANCZOS = [
  76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 0.001208650973866179,
  -0.000005395239384953,
] as const;

/** Returns the natural logarithm of the gamma function in float32 (Lanczos 1964, SIAM J. Numer. Anal. 1, 86, with five-term shift 5). */
function logGamma(argument: number): number {
  const w = f32(argument);
  let shifted = w + 5.5;
  shifted -= (w + 0.5) * Math.log(shifted);
  let series = 1.000000000190015;
  for (let j = 0; j < LANCZOS.length; j++) series += (LANCZOS[j] as number) / (w + j + 1);
  return f32(-shifted + Math.log((2.5066282746310007 * series) / w));
}

/**
 * Creates a source of Poisson deviates, float32 at every assignment, bit-exact with the C program: products of uniform
 * deviates below a mean of 12, rejection from a Lorentzian up to 1e6 (Ahrens & Dieter), and above it a Gaussian deviate
 * that is not rounded. Values that depend on the mean only are kept for the next call.
 *
 * @returns function that draws a deviate of a given mean (photons); NaN gives 0 without a draw
 */
export function poissonDeviates(uniform: () => number, gaussian: () => number): (mean: number) => number {
  let lastMean = -1;
  let peak = 0;
  let width = 0;
  let logMean = 0;

  const byProducts = (mean: number): number => {
    if (mean !== lastMean) {
      lastMean = mean;
      peak = f32(Math.exp(-mean));
    }
    let count = -1;
    let product = 1;
    do {
      count += 1;
      product = f32(product * uniform());
    } while (product > peak);
    return count;
  };

  const byRejection = (mean: number): number => {
    if (mean !== lastMean) {
      lastMean = mean;
      width = f32(Math.sqrt(2 * mean));
      logMean = f32(Math.log(mean));
      peak = f32(f32(mean * logMean) - logGamma(mean + 1));
    }
    let count: number;
    let acceptance: number;
    do {
      let tangent: number;
      do {
        tangent = f32(Math.tan(Math.PI * uniform()));
        count = f32(f32(width * tangent) + mean);
      } while (count < 0);
      count = Math.floor(count);
      const logRatio = f32(f32(f32(count * logMean) - logGamma(count + 1)) - peak);
      acceptance = f32(0.9 * (1 + f32(tangent * tangent)) * Math.exp(logRatio));
    } while (uniform() > acceptance);
    return count;
  };

  return (value) => {
    const mean = f32(value);
    if (Number.isNaN(mean)) return 0;
    if (mean > GAUSSIAN_ABOVE) return f32(mean + Math.sqrt(mean) * gaussian());
    return mean < MULTIPLYING_BELOW ? byProducts(mean) : byRejection(mean);
  };
}
