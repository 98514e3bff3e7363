import type { MtzColumn } from '../files/mtz';
import { writeMtz } from '../files/mtz-write';
import { type StructureFactors, sphereOf } from './structure-factors';

const DEGREES = 180 / Math.PI;
const DATASET = 1;

export interface FcalcMtzOptions {
  readonly title: string;
  readonly history?: readonly string[];
  /** Wavelength (A) of the anomalous scattering. Without it only FC and PHIC are written. */
  readonly wavelengthA?: number;
}

/**
 * Encodes calculated structure factors as an MTZ file: FC and PHIC, and with anomalous scattering also FC(+), PHIC(+),
 * FC(-) and PHIC(-). The phase of (-) is that of -h -k -l, and FC is the part without f''. The reflection 0 0 0 is left
 * out.
 */
export function fcalcMtz(
  factors: StructureFactors,
  { title, history = [], wavelengthA }: FcalcMtzOptions,
): Uint8Array<ArrayBuffer> {
  const { h, k, l, plusRe, plusIm, minusRe, minusIm, cell, spaceGroup } = factors;
  const kept = [...h.keys()].filter((i) => h[i] !== 0 || k[i] !== 0 || l[i] !== 0);
  const column = (label: string, type: string, dataset: number, value: (i: number) => number): MtzColumn => ({
    label,
    type,
    dataset,
    values: Float32Array.from(kept, value),
  });
  const at = (values: ArrayLike<number>) => (i: number) => values[i] as number;
  const size = (re: (i: number) => number, im: (i: number) => number) => (i: number) => Math.hypot(re(i), im(i));
  const phase = (re: (i: number) => number, im: (i: number) => number) => (i: number) =>
    Math.atan2(im(i), re(i)) * DEGREES;
  const real = (i: number) => ((plusRe[i] as number) + (minusRe[i] as number)) / 2;
  const imaginary = (i: number) => ((plusIm[i] as number) - (minusIm[i] as number)) / 2;
  const pair = (sign: string, re: Float64Array, im: Float64Array) => [
    column(`FC(${sign})`, 'G', DATASET, size(at(re), at(im))),
    column(`PHIC(${sign})`, 'P', DATASET, phase(at(re), at(im))),
  ];
  return writeMtz({
    title,
    cell,
    spaceGroup,
    history,
    columns: [
      column('H', 'H', 0, at(h)),
      column('K', 'H', 0, at(k)),
      column('L', 'H', 0, at(l)),
      column('FC', 'F', DATASET, size(real, imaginary)),
      column('PHIC', 'P', DATASET, phase(real, imaginary)),
      ...(wavelengthA ? [...pair('+', plusRe, plusIm), ...pair('-', minusRe, minusIm)] : []),
    ],
    datasets: [
      { id: 0, project: 'HKL_base', crystal: 'HKL_base', name: 'HKL_base', wavelengthA: 0 },
      { id: DATASET, project: 'braggsim', crystal: 'model', name: 'calculated', wavelengthA: wavelengthA ?? 0 },
    ],
  });
}

/**
 * Formats the whole sphere as text, one line h k l F a reflection in the order of the indices, including 0 0 0.
 *
 * @param digits of amplitudes behind the point
 */
export function fcalcText(factors: StructureFactors, digits = 3): string {
  const { count, h, k, l, F } = sphereOf(factors);
  const order = [...h.keys()].slice(0, count);
  order.sort(
    (i, j) =>
      (h[i] as number) - (h[j] as number) || (k[i] as number) - (k[j] as number) || (l[i] as number) - (l[j] as number),
  );
  return order.map((i) => `${h[i]} ${k[i]} ${l[i]} ${(F[i] as number).toFixed(digits)}\n`).join('');
}
