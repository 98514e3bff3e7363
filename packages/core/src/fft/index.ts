/**
 * Fast Fourier transforms in double precision, of any length that is a product of 2, 3 and 5.
 *
 * @module
 * @example
 * ```ts
 * import { complexArray, fourier, smoothFrom } from '@braggsim/core/fft';
 *
 * const length = smoothFrom(1000); // 1000 = 2^3 5^3
 * const sequence = complexArray(length);
 * sequence.re[1] = 1;
 * const { re, im } = fourier(length)(sequence, complexArray(length), 1);
 * console.log(re[250], im[250]); // exp(2 pi i / 4): 0 and 1 to the last digits
 * ```
 */
export { type ComplexArray, complexArray, fourier, smoothFrom } from './fft';
export { fourier2d } from './fft-2d';
