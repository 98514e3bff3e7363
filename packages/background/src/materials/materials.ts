import type { ScatteringTable } from '../interpolant';
import { iceDensity, icePowder } from './ice';
import {
  HELIUM,
  type Molecule,
  moleculeAverage,
  moleculeCoherent,
  moleculeIncoherent,
  NITROGEN,
  OXYGEN,
  WATER,
} from './molecule';

/** A kind of matter: its scattering table, density and molar mass. */
export interface Material {
  readonly table: () => ScatteringTable;
  readonly densityGPerCm3: number;
  readonly molarMassGPerMol: number;
}

const PER_METRE = 1e10;
/** Largest sin(theta)/lambda of the tables, 1/Å. */
const LIMIT = 2;
const STEP = 0.01;
/** The rings of ice are narrow. */
const ICE_STEP = 0.0005;
const ICE_WIDTH = 0.001;
const WATER_MOLAR_MASS = 18.01528;

/**
 * Tabulates amplitudes in equal steps from an intensity per molecule, electrons squared, at sin(theta)/lambda in 1/Å.
 */
function tabulate(intensity: (sinThetaOverLambda: number) => number, step: number): ScatteringTable {
  const count = Math.round(LIMIT / step) + 1;
  const sinThetaOverLambda = Float64Array.from({ length: count }, (_, i) => (i / (count - 1)) * LIMIT * PER_METRE);
  return { sinThetaOverLambda, amplitude: sinThetaOverLambda.map((s) => Math.sqrt(intensity(s / PER_METRE))) };
}

const gas = (molecule: Molecule) => (sinThetaOverLambda: number) =>
  moleculeCoherent(molecule, sinThetaOverLambda) + moleculeIncoherent(molecule, sinThetaOverLambda);

/** Water at 25 °C: molecules per Å³, and the diameter of spheres that gives its compressibility. */
const WATER_NUMBER_DENSITY = 0.03334;
const WATER_DIAMETER = 2.7;

/**
 * Computes the structure factor of a liquid of hard spheres by the equation of Percus & Yevick (Ashcroft & Lekner 1966,
 * Phys. Rev. 145, 83).
 *
 * @param x scattering vector Q times the diameter of the spheres
 * @param packing fraction of the volume that they fill
 */
export function hardSphereStructure(x: number, packing: number): number {
  const a = (1 + 2 * packing) ** 2 / (1 - packing) ** 4;
  const b = (-6 * packing * (1 + packing / 2) ** 2) / (1 - packing) ** 4;
  const c = (packing / 2) * a;
  // The closed form loses all digits to cancellation near zero; there the limit holds.
  if (x < 0.05) return 1 / a;
  const [sin, cos] = [Math.sin(x), Math.cos(x)];
  const first = (sin - x * cos) / x ** 3;
  const second = (2 * x * sin - (x * x - 2) * cos - 2) / x ** 4;
  const third = (-(x ** 4) * cos + 4 * ((3 * x * x - 6) * cos + (x ** 3 - 6 * x) * sin + 6)) / x ** 6;
  return 1 / (1 + 24 * packing * (a * first + b * second + c * third));
}

function liquidWater(sinThetaOverLambda: number): number {
  const packing = (Math.PI / 6) * WATER_NUMBER_DENSITY * WATER_DIAMETER ** 3;
  const structure = hardSphereStructure(4 * Math.PI * sinThetaOverLambda * WATER_DIAMETER, packing);
  return gas(WATER)(sinThetaOverLambda) + (structure - 1) * moleculeAverage(WATER, sinThetaOverLambda);
}

/**
 * Tables that come with braggsim, computed from published amplitudes, geometries and densities; docs/guide/realism.md
 * says how far they can be trusted.
 */
export const MATERIALS: Readonly<Record<'water' | 'air' | 'ice', Material>> = {
  water: {
    table: () => tabulate(liquidWater, STEP),
    densityGPerCm3: 0.997,
    molarMassGPerMol: WATER_MOLAR_MASS,
  },
  /** Dry, at 20 °C and 1013 hPa, without its one percent of argon. */
  air: {
    table: () =>
      tabulate(
        (sinThetaOverLambda) => 0.79 * gas(NITROGEN)(sinThetaOverLambda) + 0.21 * gas(OXYGEN)(sinThetaOverLambda),
        STEP,
      ),
    densityGPerCm3: 1.1992e-3,
    molarMassGPerMol: 28.85,
  },
  ice: {
    table: () => tabulate(icePowder(LIMIT, ICE_WIDTH), ICE_STEP),
    densityGPerCm3: iceDensity(WATER_MOLAR_MASS),
    molarMassGPerMol: WATER_MOLAR_MASS,
  },
};

const ofGas = (molecule: Molecule) => () => tabulate(gas(molecule), STEP);

/** Gases of beam paths at 20 °C and 1013 hPa. */
export const GASES: Readonly<Record<'air' | 'nitrogen' | 'helium', Material>> = {
  air: MATERIALS.air,
  nitrogen: { table: ofGas(NITROGEN), densityGPerCm3: 1.1652e-3, molarMassGPerMol: 28.0134 },
  helium: { table: ofGas(HELIUM), densityGPerCm3: 1.6634e-4, molarMassGPerMol: 4.0026 },
};
