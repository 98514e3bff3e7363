/** The real and imaginary parts of an array of complex numbers. */
export interface ComplexArray {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Makes an array of complex zeros. */
export const complexArray = (length: number): ComplexArray => ({
  re: new Float64Array(length),
  im: new Float64Array(length),
});

const RADICES = [4, 2, 3, 5] as const;

/** Returns the smallest integer not below n that is a product of 2, 3 and 5: the next length that `fourier` takes. */
export function smoothFrom(n: number): number {
  for (let candidate = Math.max(1, Math.ceil(n)); ; candidate++) {
    let rest = candidate;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return candidate;
  }
}

function radicesOf(length: number): number[] {
  const radices: number[] = [];
  let rest = length;
  for (const radix of RADICES) {
    while (rest % radix === 0) {
      radices.push(radix);
      rest /= radix;
    }
  }
  if (rest !== 1) throw new RangeError(`a Fourier transform of ${length} points: expected a product of 2, 3 and 5`);
  return radices;
}

/**
 * Makes the Fourier transform of many sequences at once: out[k] = sum over j of in[j] exp(2 pi i j k / length), by the
 * self-sorting method of Stockham with radices 2 to 5 (C. Van Loan, Computational Frameworks for the Fast Fourier
 * Transform, 1992, 1.7). Element j of sequence q is at j batch + q, so that inner loops run along memory.
 *
 * @param length a product of 2, 3 and 5
 * @returns a function that overwrites both arrays, [length, batch] each, and returns the one that holds the result
 * @throws RangeError for any other length
 */
export function fourier(length: number): (data: ComplexArray, spare: ComplexArray, batch: number) => ComplexArray {
  const radices = radicesOf(length);
  const cos = Float64Array.from({ length }, (_, i) => Math.cos((2 * Math.PI * i) / length));
  const sin = Float64Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * i) / length));
  return (data, spare, batch) => {
    let [from, to] = [data, spare];
    let [stride, rest] = [batch, length];
    for (const radix of radices) {
      const groups = rest / radix;
      for (let p = 0; p < groups; p++) {
        const step = (p * (length / rest)) | 0;
        const twiddles = { cos, sin, step, length };
        PASSES[radix as 2](from, to, p * stride, groups * stride, p * radix * stride, stride, twiddles);
      }
      [from, to] = [to, from];
      stride *= radix;
      rest = groups;
    }
    return from;
  };
}

interface Twiddles {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** Turns of the first twiddle in units of 1/length. */
  readonly step: number;
  readonly length: number;
}

/** Inputs of a butterfly lie `apart`, outputs `stride`; a whole run of `stride` butterflies shares its twiddles. */
type Pass = (
  from: ComplexArray,
  to: ComplexArray,
  start: number,
  apart: number,
  end: number,
  stride: number,
  twiddles: Twiddles,
) => void;

const SIN_60 = Math.sqrt(3) / 2;
const [COS_72, COS_144] = [Math.cos((2 * Math.PI) / 5), Math.cos((4 * Math.PI) / 5)];
const [SIN_72, SIN_144] = [Math.sin((2 * Math.PI) / 5), Math.sin((4 * Math.PI) / 5)];

const twiddle = ({ cos, sin, step, length }: Twiddles, j: number): [number, number] => {
  const turns = (step * j) % length;
  return [cos[turns] as number, sin[turns] as number];
};

const PASSES: Readonly<Record<2 | 3 | 4 | 5, Pass>> = {
  2: ({ re, im }, to, start, apart, end, stride, twiddles) => {
    const [c, s] = twiddle(twiddles, 1);
    for (let q = 0; q < stride; q++) {
      const i = start + q;
      const o = end + q;
      const ar = re[i] as number;
      const ai = im[i] as number;
      const br = re[i + apart] as number;
      const bi = im[i + apart] as number;
      to.re[o] = ar + br;
      to.im[o] = ai + bi;
      put(to, o + stride, ar - br, ai - bi, c, s);
    }
  },
  3: ({ re, im }, to, start, apart, end, stride, twiddles) => {
    const [c1, s1] = twiddle(twiddles, 1);
    const [c2, s2] = twiddle(twiddles, 2);
    for (let q = 0; q < stride; q++) {
      const i = start + q;
      const o = end + q;
      const ar = re[i] as number;
      const ai = im[i] as number;
      const br = re[i + apart] as number;
      const bi = im[i + apart] as number;
      const cr = re[i + 2 * apart] as number;
      const ci = im[i + 2 * apart] as number;
      const sr = br + cr;
      const si = bi + ci;
      const dr = -SIN_60 * (bi - ci);
      const di = SIN_60 * (br - cr);
      const er = ar - sr / 2;
      const ei = ai - si / 2;
      to.re[o] = ar + sr;
      to.im[o] = ai + si;
      put(to, o + stride, er + dr, ei + di, c1, s1);
      put(to, o + 2 * stride, er - dr, ei - di, c2, s2);
    }
  },
  4: ({ re, im }, to, start, apart, end, stride, twiddles) => {
    const [c1, s1] = twiddle(twiddles, 1);
    const [c2, s2] = twiddle(twiddles, 2);
    const [c3, s3] = twiddle(twiddles, 3);
    for (let q = 0; q < stride; q++) {
      const i = start + q;
      const o = end + q;
      const ar = re[i] as number;
      const ai = im[i] as number;
      const br = re[i + apart] as number;
      const bi = im[i + apart] as number;
      const cr = re[i + 2 * apart] as number;
      const ci = im[i + 2 * apart] as number;
      const dr = re[i + 3 * apart] as number;
      const di = im[i + 3 * apart] as number;
      const sr = ar + cr;
      const si = ai + ci;
      const tr = ar - cr;
      const ti = ai - ci;
      const ur = br + dr;
      const ui = bi + di;
      const vr = di - bi;
      const vi = br - dr;
      to.re[o] = sr + ur;
      to.im[o] = si + ui;
      put(to, o + stride, tr + vr, ti + vi, c1, s1);
      put(to, o + 2 * stride, sr - ur, si - ui, c2, s2);
      put(to, o + 3 * stride, tr - vr, ti - vi, c3, s3);
    }
  },
  5: ({ re, im }, to, start, apart, end, stride, twiddles) => {
    const [c1, s1] = twiddle(twiddles, 1);
    const [c2, s2] = twiddle(twiddles, 2);
    const [c3, s3] = twiddle(twiddles, 3);
    const [c4, s4] = twiddle(twiddles, 4);
    for (let q = 0; q < stride; q++) {
      const i = start + q;
      const o = end + q;
      const ar = re[i] as number;
      const ai = im[i] as number;
      const br = re[i + apart] as number;
      const bi = im[i + apart] as number;
      const cr = re[i + 2 * apart] as number;
      const ci = im[i + 2 * apart] as number;
      const dr = re[i + 3 * apart] as number;
      const di = im[i + 3 * apart] as number;
      const er = re[i + 4 * apart] as number;
      const ei = im[i + 4 * apart] as number;
      const pr = br + er;
      const pi = bi + ei;
      const mr = br - er;
      const mi = bi - ei;
      const qr = cr + dr;
      const qi = ci + di;
      const nr = cr - dr;
      const ni = ci - di;
      const fr = ar + COS_72 * pr + COS_144 * qr;
      const fi = ai + COS_72 * pi + COS_144 * qi;
      const gr = ar + COS_144 * pr + COS_72 * qr;
      const gi = ai + COS_144 * pi + COS_72 * qi;
      const xr = -(SIN_72 * mi + SIN_144 * ni);
      const xi = SIN_72 * mr + SIN_144 * nr;
      const yr = -(SIN_144 * mi - SIN_72 * ni);
      const yi = SIN_144 * mr - SIN_72 * nr;
      to.re[o] = ar + pr + qr;
      to.im[o] = ai + pi + qi;
      put(to, o + stride, fr + xr, fi + xi, c1, s1);
      put(to, o + 2 * stride, gr + yr, gi + yi, c2, s2);
      put(to, o + 3 * stride, gr - yr, gi - yi, c3, s3);
      put(to, o + 4 * stride, fr - xr, fi - xi, c4, s4);
    }
  },
};

function put({ re, im }: ComplexArray, at: number, x: number, y: number, cos: number, sin: number): void {
  re[at] = x * cos - y * sin;
  im[at] = x * sin + y * cos;
}
