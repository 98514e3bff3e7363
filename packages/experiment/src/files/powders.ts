import type { powderParameters } from '@braggsim/background';
import { type RecordOf, type StageRequest, usageError } from '@braggsim/core';
import { aboutPart } from '@braggsim/core/text';
import { typedCell } from '@braggsim/lattice';
import type { CellSix } from '@braggsim/reflections/files';
import type { Experiment } from '../experiment';
import type { InputFiles } from './input-files';

type PowderRequest = RecordOf<typeof powderParameters>;

/** Completes the six numbers of a cell, of which a user may give one to six. */
function cellSix(given: readonly number[]): CellSix {
  const typed = typedCell(given);
  if (!typed) throw usageError(`cell is ${given.join(', ')}; expected edges above 0 (A) and angles (deg)`);
  const angles = typed.angles.map((angle) => (angle * 180) / Math.PI);
  return [...typed.lengths, ...angles] as unknown as CellSix;
}

/**
 * Returns the rings of a powder, of the reflections of a list or of those that a space group allows.
 *
 * @throws BraggsimError (`usage`) for a powder that lacks a cell or reflections, (`data`) for a file that cannot be read
 */
async function ringsOf(files: InputFiles, { cell, spaceGroup, amplitude, structureFactors, dMinA }: PowderRequest) {
  const { allowedReflections, findSpaceGroup, powderRings, readReflections } = await import(
    '@braggsim/reflections/files'
  );
  if ((spaceGroup === undefined) === (structureFactors === undefined)) {
    throw usageError('a powder has either a spaceGroup or structureFactors, the file of a list; give one of them');
  }
  if (structureFactors !== undefined) {
    if (amplitude !== undefined) throw usageError('amplitude goes with spaceGroup; leave it out, or structureFactors');
    const list = readReflections(files.unpacked(structureFactors, 'reflection file'), structureFactors, {});
    const own = cell ? cellSix(cell) : list.cell;
    if (own) return powderRings(list.reflections, own, dMinA);
    throw usageError(`a powder needs a cell, and ${structureFactors} names none; give cell`);
  }
  if (!cell) throw usageError('a powder of a spaceGroup needs its cell; give cell');
  if (dMinA === undefined) throw usageError('a powder of a spaceGroup needs dMinA (Å), the least d-spacing; give it');
  if (amplitude === undefined) {
    throw usageError('a powder of a spaceGroup needs amplitude (electrons), that of every reflection; give it');
  }
  const own = cellSix(cell);
  const group = findSpaceGroup(spaceGroup ?? '', own);
  if (!group) throw usageError(`spaceGroup is '${spaceGroup}'; expected a symbol such as P m -3 m`);
  return powderRings(allowedReflections(group, own, dMinA, amplitude), own, dMinA);
}

/**
 * Completes an experiment with the rings of its powders, which are backgrounds of rings from then on.
 *
 * @throws BraggsimError (`usage`) naming the entry of `background` and what it lacks, (`data`) for a file that cannot be read
 */
export async function withPowders(files: InputFiles, experiment: Experiment): Promise<Experiment> {
  const { background = [] } = experiment;
  if (!background.some(({ kind }) => kind === 'powder')) return experiment;
  const completed: StageRequest[] = [];
  for (const [entry, request] of background.entries()) {
    if (request.kind !== 'powder') {
      completed.push(request);
      continue;
    }
    const powder = request as StageRequest & PowderRequest;
    const { cells, sizeA, strainPercent } = powder;
    const found = await aboutPart(`background[${entry}]`, () => ringsOf(files, powder));
    const widths = { ...(sizeA !== undefined && { sizeA }), ...(strainPercent !== undefined && { strainPercent }) };
    completed.push({ kind: 'rings', ...found, cells, ...widths });
  }
  return { ...experiment, background: completed };
}
