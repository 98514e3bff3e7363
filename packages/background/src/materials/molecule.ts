import { coherentAmplitude, type Element, incoherentIntensity } from './atoms';

/** Atoms of a molecule and the distances between them, Å. */
export interface Molecule {
  readonly atoms: readonly Element[];
  readonly distance: (i: number, j: number) => number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x) / x);

/** Computes the coherent scattering of a molecule averaged over its orientations, electrons squared (Debye 1915). */
export function moleculeCoherent({ atoms, distance }: Molecule, sinThetaOverLambda: number): number {
  const amplitudes = atoms.map((element) => coherentAmplitude(element, sinThetaOverLambda));
  let sum = 0;
  for (const [i, fi] of amplitudes.entries()) {
    for (const [j, fj] of amplitudes.entries()) {
      sum += fi * fj * (i === j ? 1 : sinc(4 * Math.PI * sinThetaOverLambda * distance(i, j)));
    }
  }
  return sum;
}

/** Computes the square of the amplitude of a molecule averaged over its orientations about its first atom. */
export function moleculeAverage({ atoms, distance }: Molecule, sinThetaOverLambda: number): number {
  const seen = atoms.reduce(
    (sum, element, i) =>
      sum +
      coherentAmplitude(element, sinThetaOverLambda) *
        (i === 0 ? 1 : sinc(4 * Math.PI * sinThetaOverLambda * distance(0, i))),
    0,
  );
  return seen * seen;
}

export const moleculeIncoherent = ({ atoms }: Molecule, sinThetaOverLambda: number): number =>
  atoms.reduce((sum, element) => sum + incoherentIntensity(element, sinThetaOverLambda), 0);

const OH = 0.9572;
const HH = 2 * OH * Math.sin((104.52 / 2) * (Math.PI / 180));

/** Geometry of the free water molecule: Benedict, Gailar & Plyler (1956), J. Chem. Phys. 24, 1139. */
export const WATER: Molecule = { atoms: ['O', 'H', 'H'], distance: (i, j) => (i === 0 || j === 0 ? OH : HH) };
/** Bond lengths: Huber & Herzberg (1979), Constants of Diatomic Molecules. */
export const NITROGEN: Molecule = { atoms: ['N', 'N'], distance: () => 1.0977 };
export const HELIUM: Molecule = { atoms: ['He'], distance: () => 0 };
export const OXYGEN: Molecule = { atoms: ['O', 'O'], distance: () => 1.2075 };
