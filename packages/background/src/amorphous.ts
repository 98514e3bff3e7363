import { AVOGADRO, parameters, term, units, usageError } from '@braggsim/core';
import type { TablePlan } from '@braggsim/core/kernel';
import type { Table } from '@braggsim/formula';
import { type Ends, interpolant, type ScatteringTable } from './interpolant';
import { resample } from './resample';

const GRAMS_PER_M3 = 1e6;

/** Parameters of an `amorphous` background, as an experiment gives them. */
export const amorphousParameters = parameters({
  material: { type: 'enum', options: ['water', 'air', 'ice'], doc: 'a table that comes with braggsim' },
  file: { type: 'text', doc: 'a table of your own: abscissa and electrons per molecule in two columns' },
  abscissa: {
    type: 'enum',
    options: ['stol', '4stol', 'Q'],
    default: 'stol',
    doc: 'first column of the file, 1/Å: sin(theta)/lambda, four times that, or Q = 4 pi sin(theta)/lambda',
  },
  thicknessMm: { type: 'number', unit: 'mm', default: 0.1, min: 0, doc: 'along the beam' },
  widthMm: {
    type: 'number',
    unit: 'mm',
    min: 0,
    doc: 'across the beam; no more than the beam, and the beam when absent',
  },
  heightMm: { type: 'number', unit: 'mm', min: 0, doc: 'the other way across the beam' },
  densityGPerCm3: { type: 'number', unit: 'g/cm³', min: 0, doc: 'that of the material when absent; 1 for a file' },
  molarMassGPerMol: {
    type: 'number',
    unit: 'g/mol',
    min: 0,
    exclusiveMin: true,
    doc: 'that of the material; 18 for a file',
  },
  ends: {
    type: 'enum',
    options: ['hold', 'extrapolate'],
    default: 'hold',
    doc: 'beyond the table: its last value, or the line through its last two points, as nonBragg',
  },
  molecules: { type: 'number', min: 0, doc: 'molecules in the beam, in place of size, density and molar mass' },
});

/** Size, density and molar mass of a block of matter. */
export interface Amount {
  readonly thicknessMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly densityGPerCm3: number;
  readonly molarMassGPerMol: number;
}

/** Computes the number of molecules of a block of matter. */
export const moleculesIn = ({ thicknessMm, widthMm, heightMm, densityGPerCm3, molarMassGPerMol }: Amount): number => {
  const volume = units.fromMm(thicknessMm) * units.fromMm(widthMm) * units.fromMm(heightMm);
  return (volume * (densityGPerCm3 * GRAMS_PER_M3) * AVOGADRO) / molarMassGPerMol;
};

type AmorphousConstants = { readonly molecules: number; readonly first: number; readonly perStep: number };
type AmorphousSpecialization = { readonly table: Table };

/**
 * Scattering of amorphous matter: molecules times the square of a tabulated amplitude, rotationally symmetric about the
 * beam.
 */
export const amorphous = term<'background', 'sinThetaOverLambda', AmorphousConstants, AmorphousSpecialization>({
  slot: 'background',
  id: 'amorphous',
  version: 1,
  params: amorphousParameters,
  about: {
    equation: 'I = M F(s) |F(s)|, M = volume density N_A / molar mass, s = sin(theta)/lambda',
    citation: 'nonBragg, J. M. Holton & K. A. Frankel',
  },
  inputs: ['sinThetaOverLambda'],
  constants() {
    throw usageError('an amorphous background is planned with its table: see amorphousBackground');
  },
  formula(m, { sinThetaOverLambda }, { molecules, first, perStep }, { table }) {
    const place = m.sum(m.product(m.minus(sinThetaOverLambda, first), perStep), 1);
    const cell = m.smaller(m.larger(m.floor(place), 0), table.count[0] - 1);
    const t = m.minus(place, cell);
    const c = (power: number) => m.lookup(table, cell, m.value(0), m.value(power));
    const amplitude = m.sum(c(0), m.product(t, m.sum(c(1), m.product(t, m.sum(c(2), m.product(t, c(3)))))));
    return m.product(molecules, amplitude, m.abs(amplitude));
  },
});

/** Constants, specialization and table of an amorphous background. */
export interface PlannedAmorphous {
  readonly constants: AmorphousConstants;
  readonly specialization: AmorphousSpecialization;
  readonly table: TablePlan;
  /** Largest departure of the resampled from the interpolated table, of its largest amplitude. */
  readonly error: number;
}

/**
 * Prepares an amorphous background: resamples its table and computes the constants of the term.
 *
 * @param molecules number of molecules in the beam
 * @param name name of the table in the plan, a different one for every background
 * @throws BraggsimError (`data`) for a table without points, or whose points do not rise
 */
export function amorphousBackground(
  source: ScatteringTable,
  molecules: number,
  name: string,
  ends: Ends = 'hold',
): PlannedAmorphous {
  const { plan: table, first, perStep, error } = resample(interpolant(source, ends), name);
  return {
    constants: { molecules, first, perStep },
    specialization: { table: table.layout },
    table,
    error,
  };
}
