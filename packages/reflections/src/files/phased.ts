import { dataError, units, usageError } from '@braggsim/core';
import { parseCif } from '@braggsim/core/cif';
import { type ComplexFactors, expandComplex, type ListedFactors } from '../by-energy/complex-factors';
import { parseHkl } from '../hkl';
import type { CellSix } from '../metric';
import type { SymmetryOperation } from '../symmetry/operation';
import { spaceGroupNamed, spaceGroupOfOperations } from '../symmetry/space-group';
import { cellOfCif, spaceGroupOfCif } from './cif-crystal';
import { type AmplitudeColumn, chooseAmplitudes } from './columns';
import { cifReflections, reflnLoop } from './mmcif';
import { isMtz, readMtz } from './mtz';
import { indices, isCif, opening, withoutMissing } from './read';
import { textOf } from './text';

/** Columns to read. */
export interface PhasedColumns {
  /** Label or type letter of the amplitudes. */
  readonly column?: string;
  /** Label of the phases; PHIC, or the only column of phases, when absent. */
  readonly phaseColumn?: string;
}

/** The setting without symmetry. */
const IDENTITY: SymmetryOperation = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] };

/**
 * Reads structure factors with phases from text of h k l F phaseDeg, from an MTZ file or from an mmCIF file with
 * `phase_calc`, expanded to P1. Friedel mates that a file does not list are complex conjugates.
 *
 * @throws BraggsimError (`data`) for a file without phases, (`usage`) for a column that does not exist
 */
export function readPhased(bytes: Uint8Array, name: string, columns: PhasedColumns = {}): ComplexFactors {
  if (isMtz(bytes)) return phasedMtz(bytes, name, columns);
  if (isCif(opening(bytes))) return phasedCif(bytes, name, columns);
  const phasesDeg: number[] = [];
  const { h, k, l, F } = parseHkl(bytes, { name, phasesDeg });
  return expandComplex({ h, k, l, ...parts(F, phasesDeg) }, [IDENTITY], name);
}

/** Returns the real and imaginary parts of amplitudes with phases in degrees. */
function parts(F: ArrayLike<number>, phasesDeg: ArrayLike<number>): Pick<ListedFactors, 'plusRe' | 'plusIm'> {
  const of = (turn: (angle: number) => number) =>
    Float64Array.from(F, (size, i) => size * turn(units.fromDegrees(phasesDeg[i] as number)));
  return { plusRe: of(Math.cos), plusIm: of(Math.sin) };
}

/** Chooses the columns of amplitudes and phases of a file. */
function chosen(columns: readonly AmplitudeColumn[], name: string, { column, phaseColumn }: PhasedColumns) {
  const phases = columns.filter(({ type }) => type === 'P');
  const labels = phases.map(({ label }) => label).join(', ');
  if (phases.length === 0) throw dataError(`${name} has no phases (no column of type P); give a list with phases`);
  const phase =
    phases.find(({ label }) => label === (phaseColumn ?? 'PHIC')) ??
    (phaseColumn === undefined && phases.length === 1 ? phases[0] : undefined);
  if (!phase) {
    const problem = phaseColumn === undefined ? 'several columns of phases' : `no column of phases '${phaseColumn}'`;
    throw usageError(`${name} has ${problem}: structureFactors.phaseColumn names one of ${labels}`);
  }
  const amplitudes = chooseAmplitudes(
    columns.filter(({ type }) => type === 'F'),
    column,
    name,
  );
  return { phase, amplitudes };
}

function phasedMtz(bytes: Uint8Array, name: string, asked: PhasedColumns): ComplexFactors {
  const mtz = readMtz(bytes, { name });
  const columns = mtz.columns.map(withoutMissing(mtz.missingValue));
  const [h, k, l] = ['H', 'K', 'L'].map((label) => columns.find((column) => column.label === label)?.values);
  if (!h || !k || !l)
    throw dataError(`${name}: expected columns H, K and L, found ${mtz.columns.map(({ label }) => label).join(', ')}`);
  const { phase, amplitudes } = chosen(columns, name, asked);
  const { operations } =
    mtz.operations.length > 0
      ? spaceGroupOfOperations(mtz.operations, mtz.spaceGroup.name, mtz.spaceGroup.number)
      : spaceGroupNamed(mtz.spaceGroup.name, name, mtz.cell);
  const listed = { ...indices(h, k, l, name, {}), ...parts(amplitudes.plus, phase.values) };
  return expandComplex(listed, operations, name, mtz.cell);
}

function phasedCif(bytes: Uint8Array, name: string, asked: PhasedColumns): ComplexFactors {
  const blocks = parseCif(textOf(bytes, name), name);
  const block = blocks.find((candidate) => reflnLoop(candidate));
  const loop = block && reflnLoop(block);
  if (!loop) throw dataError(`${name}: expected reflections (_refln.index_h …), found none`);
  const { columns, ...listed } = cifReflections(loop, name);
  const { phase, amplitudes } = chosen(columns, name, asked);
  const sources = [block, ...blocks];
  const spaceGroup = sources.map((source) => spaceGroupOfCif(source, name)).find(Boolean);
  if (!spaceGroup) throw dataError(`${name}: expected a space group (_symmetry.space_group_name_H-M), found none`);
  const cell: CellSix | undefined = sources.map(cellOfCif).find(Boolean);
  const factors = { ...indices(listed.h, listed.k, listed.l, name, {}), ...parts(amplitudes.plus, phase.values) };
  return expandComplex(factors, spaceGroup.operations, name, cell);
}
