/**
 * Gaussian deviates of mean 0 and variance 1 by the polar method, float32 at every assignment, bit-exact with the C
 * program (Marsaglia & Bray 1964, SIAM Rev. 6, 260). One spare is kept, so the order of calls matters.
 *
 * @returns the next deviate; made from another stream's uniform deviates where one is handed over, but the spare is
 * one for all streams, as in the C programs
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
