/**
 * Returns a generator of Gaussian deviates of mean 0 and variance 1 by the polar method, float32 at every assignment, bit-exact with the C
 * program (Marsaglia & Bray 1964, SIAM Rev. 6, 260). Each pass of the method makes two deviates and the second is kept
 * for the next call, so the order of calls matters.
 *
 * @returns function that gives the next deviate. It takes uniform deviates of another stream where one is passed, but
 * all streams share the kept deviate, as in the C programs
 */
export function gaussianDeviates(uniform: () => number): (from?: () => number) => number {
  const f32 = Math.fround;
  let spare: number | undefined;
  return (from = uniform) => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    let first: number;
    let second: number;
    let square: number;
    do {
      first = f32(2 * from() - 1);
      second = f32(2 * from() - 1);
      square = f32(f32(first * first) + f32(second * second));
    } while (square >= 1 || square === 0);
    const factor = f32(Math.sqrt((-2 * Math.log(square)) / square));
    spare = f32(first * factor);
    return f32(second * factor);
  };
}
