import type { Arithmetic, ExecutedCode } from '@braggsim/core/kernel';

/** How the images of a series were computed, as far as they are. */
export interface SeriesArithmetic {
  /** Adds an image. */
  add(arithmetic: Arithmetic): void;
  /** Returns the arithmetic of the last image, with the code of all of them; undefined before the first. */
  result(): Arithmetic | undefined;
}

/** Combines the arithmetic of the images of a series, whose first ones may be computed while native code is compiled. */
export function seriesArithmetic(): SeriesArithmetic {
  let [images, fractions] = [0, 0];
  let last: Arithmetic | undefined;
  let mostNative: ExecutedCode | undefined;
  return {
    add: (arithmetic) => {
      const { code } = arithmetic;
      last = arithmetic;
      images++;
      fractions += code?.nativeFraction ?? 0;
      if (code && code.nativeFraction >= (mostNative?.nativeFraction ?? 0)) mostNative = code;
    },
    result: () =>
      last && { ...last, ...(mostNative && { code: { ...mostNative, nativeFraction: fractions / images } }) },
  };
}
