import { moleculeAverage, moleculeCoherent, moleculeIncoherent, WATER } from './molecule';

/** Ice Ih at 98 K, Å: Roettger et al. (1994), Acta Cryst. B50, 644. */
const A = 4.4969;
const C = 7.3211;
/** Oxygen sites of P6_3/mmc, 4f: Kuhs & Lehmann (1981), Nature 294, 432. */
const Z = 0.0622;
const SITES = [
  [1 / 3, 2 / 3, Z],
  [2 / 3, 1 / 3, Z + 0.5],
  [2 / 3, 1 / 3, -Z],
  [1 / 3, 2 / 3, 0.5 - Z],
] as const;
/** Mean square displacement along one direction, Å². */
const DISPLACEMENT = 0.01;
const VOLUME = (Math.sqrt(3) / 2) * A * A * C;

/** A powder ring: its sin(theta)/lambda and its intensity for one molecule, integrated over sin(theta)/lambda. */
interface Ring {
  readonly sinThetaOverLambda: number;
  readonly strength: number;
}

/** Returns the square of the sum over the sites of one reflection. */
function siteSum(h: number, k: number, l: number): number {
  let [re, im] = [0, 0];
  for (const [x, y, z] of SITES) {
    const phase = 2 * Math.PI * (h * x + k * y + l * z);
    re += Math.cos(phase);
    im += Math.sin(phase);
  }
  return re * re + im * im;
}

/** Rings out to `limit` (1/Å): every reciprocal point is spread over its sphere (Warren 1969, X-ray Diffraction, 4.3). */
function rings(limit: number): Ring[] {
  const found = new Map<string, Ring>();
  const [most, mostL] = [Math.ceil(2 * limit * A * 1.2), Math.ceil(2 * limit * C)];
  for (let h = -most; h <= most; h++) {
    for (let k = -most; k <= most; k++) {
      for (let l = -mostL; l <= mostL; l++) {
        const sinThetaOverLambda = Math.sqrt(((4 / 3) * (h * h + h * k + k * k)) / (A * A) + (l * l) / (C * C)) / 2;
        const sum = siteSum(h, k, l);
        if (sinThetaOverLambda === 0 || sinThetaOverLambda > limit || sum < 1e-6) continue;
        const density = 1 / (VOLUME * 4 * Math.PI * (2 * sinThetaOverLambda) ** 2);
        // Equivalent reflections fall into the same ring.
        const key = sinThetaOverLambda.toFixed(8);
        const strength = ((sum / SITES.length) * density) / 2 + (found.get(key)?.strength ?? 0);
        found.set(key, { sinThetaOverLambda, strength });
      }
    }
  }
  return [...found.values()];
}

/**
 * Makes the intensity of a powder of ice Ih per molecule, electrons squared: rings, thermal diffuse scattering of
 * molecules that vibrate, and Compton scattering.
 *
 * @param limit largest sin(theta)/lambda, 1/Å
 * @param width rms width of the rings in sin(theta)/lambda, 1/Å
 */
export function icePowder(limit: number, width: number): (sinThetaOverLambda: number) => number {
  const all = rings(limit + 6 * width);
  return (sinThetaOverLambda) => {
    const peaks = all.reduce((sum, ring) => {
      const away = (sinThetaOverLambda - ring.sinThetaOverLambda) / width;
      return Math.abs(away) > 6 ? sum : sum + ring.strength * Math.exp((-away * away) / 2);
    }, 0);
    const thermal = Math.exp(-((4 * Math.PI * sinThetaOverLambda) ** 2) * DISPLACEMENT);
    const average = moleculeAverage(WATER, sinThetaOverLambda);
    const ordered = (peaks / (width * Math.sqrt(2 * Math.PI))) * thermal * average;
    return (
      ordered +
      moleculeCoherent(WATER, sinThetaOverLambda) -
      thermal * average +
      moleculeIncoherent(WATER, sinThetaOverLambda)
    );
  };
}

/**
 * Computes the density (g/cm³) of ice from the volume of its cell.
 *
 * @param molarMass g/mol
 */
export const iceDensity = (molarMass: number): number => (SITES.length * molarMass) / (VOLUME * 0.602214179);
