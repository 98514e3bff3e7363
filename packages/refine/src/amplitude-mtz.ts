import type { Vec3 } from '@braggsim/core';
import type { Reflections } from '@braggsim/reflections';
import {
  type CellSix,
  type MtzColumn,
  type SpaceGroup,
  spaceGroupOfNumber,
  writeMtz,
} from '@braggsim/reflections/files';
import { type ListedAmplitude, listedAmplitudes } from './amplitude-list';
import { keyOf } from './amplitudes';
import type { RefinedShot } from './refined-shot';

const DATASET = 1;

/** Tells whether a reflection stands for itself and its Friedel mate: the asymmetric unit of CCP4 for P 1. */
const isChosen = ([h, k, l]: Vec3): boolean => l > 0 || (l === 0 && (h > 0 || (h === 0 && k > 0)));

/**
 * Encodes the list of amplitudes as an MTZ file in P 1, one reflection of each Friedel pair: F, SIGF and the number of shots that show it, or
 * F(+), SIGF(+), F(-) and SIGF(-) where Friedel mates are apart. Amplitudes that were not refined have no SIGF and 0 shots.
 *
 * @param list that the refinement began with; the refined ones alone where there was none
 */
export function amplitudeMtz(
  shots: readonly RefinedShot[],
  list: Reflections | undefined,
  anomalous: boolean,
): Uint8Array<ArrayBuffer> {
  const listed = listedAmplitudes(shots, list, anomalous);
  const byIndex = new Map(listed.map((one) => [keyOf(one.hkl), one]));
  const mateOf = ({ hkl: [h, k, l] }: ListedAmplitude) => byIndex.get(keyOf([-h + 0, -k + 0, -l + 0]));
  const chosen = listed.flatMap(
    (one): { readonly hkl: Vec3; readonly plus?: ListedAmplitude; readonly minus?: ListedAmplitude }[] => {
      if (one.hkl.every((index) => index === 0)) return [];
      const mate = mateOf(one);
      if (isChosen(one.hkl)) return [{ hkl: one.hkl, plus: one, ...(mate && { minus: mate }) }];
      const [h, k, l] = one.hkl;
      return mate ? [] : [{ hkl: [-h + 0, -k + 0, -l + 0], minus: one }];
    },
  );
  const column = (
    label: string,
    type: string,
    dataset: number,
    value: (one: (typeof chosen)[number]) => number | undefined,
  ): MtzColumn => ({ label, type, dataset, values: Float32Array.from(chosen, (one) => value(one) ?? Number.NaN) });
  const { crystal, beam } = shots[0]?.refined ?? {};
  const spaceGroup = spaceGroupOfNumber(1) as SpaceGroup;
  const shotsOf = ({ plus, minus }: (typeof chosen)[number]) => Math.max(plus?.shots ?? 0, minus?.shots ?? 0);
  return writeMtz({
    title: 'amplitudes refined against pixels',
    cell: (crystal?.cell ?? []) as unknown as CellSix,
    spaceGroup,
    history: ['braggsim refine'],
    columns: [
      ...(['H', 'K', 'L'] as const).map((label, i) => column(label, 'H', 0, ({ hkl }) => hkl[i])),
      ...(anomalous
        ? [
            column('F(+)', 'G', DATASET, ({ plus }) => plus?.F),
            column('SIGF(+)', 'L', DATASET, ({ plus }) => plus?.esd),
            column('F(-)', 'G', DATASET, ({ minus }) => minus?.F),
            column('SIGF(-)', 'L', DATASET, ({ minus }) => minus?.esd),
          ]
        : [
            column('F', 'F', DATASET, ({ plus, minus }) => (plus ?? minus)?.F),
            column('SIGF', 'Q', DATASET, ({ plus, minus }) => (plus ?? minus)?.esd),
          ]),
      column('SHOTS', 'I', DATASET, shotsOf),
    ],
    datasets: [
      { id: 0, project: 'HKL_base', crystal: 'HKL_base', name: 'HKL_base', wavelengthA: 0 },
      { id: DATASET, project: 'braggsim', crystal: 'crystal', name: 'refined', wavelengthA: beam?.wavelengthA ?? 0 },
    ],
  });
}
