import { usageError } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import type { BuiltPart } from '../plan';
import { isSpectrumWeight } from './spectrum-weights';

const OF_CRYSTAL = /^crystals\.(\d+)\.(.+)$/;

/** Sections that concern crystals alone. */
const OF_CRYSTALS: readonly string[] = ['crystals', 'turn', 'structureFactors'];

/** Sections that concern spots alone. */
const OF_SPOTS: readonly string[] = ['crystal', 'turn', 'structureFactors'];

/**
 * Returns what a parameter of an experiment with several crystals is called in the experiment of one of its parts:
 * `crystals.1.cell.0` is `crystal.cell.0` of the second crystal, and its `crystals.1.scale` is `crystal.scale`.
 *
 * @returns undefined where the part does not depend on it
 * @throws BraggsimError (`usage`) for a parameter of `crystal`
 */
export function nameInPart(name: string, part: Omit<BuiltPart, 'built'>): string | undefined {
  const [section = ''] = name.split('.');
  if (part.half === 'spots') return section === 'background' ? undefined : name;
  if (part.half === 'background' && isSpectrumWeight(name)) {
    throw usageError(
      `there is no derivative with respect to ${name} beside a background, which is summed over other wavelengths; leave the background out`,
    );
  }
  if (part.half === 'background') return OF_SPOTS.includes(section) ? undefined : name;
  if (section === 'crystal') {
    throw usageError({
      message: `${name} is about one crystal, and the experiment has a list of them; name the crystal, as in ${name.replace('crystal', 'crystals.0')}`,
      expected: 'crystals.0 and the field',
      found: name,
    });
  }
  const { entry, experiment, ownStructureFactors } = part;
  const [, number, field] = OF_CRYSTAL.exec(name) ?? [];
  if (field) {
    if (Number(number) !== entry) return undefined;
    return field.startsWith('structureFactors.') ? field : `crystal.${field}`;
  }
  if (entry === undefined) return OF_CRYSTALS.includes(section) ? undefined : name;
  if (section === 'background' && !experiment.background?.length) return undefined;
  return section === 'structureFactors' && ownStructureFactors ? undefined : name;
}

/** Returns the number of coherent blocks of a crystal, as a field of the experiment of a part. */
export const crystalScale = ({ crystal }: Experiment): number =>
  (crystal as { scale?: number } | undefined)?.scale ?? 1;

/** Returns a part whose experiment has the scale of its crystal as a field, so that it can be a parameter. */
export const withScale = <P extends Omit<BuiltPart, 'built'>>(part: P): P =>
  part.entry === undefined
    ? part
    : { ...part, experiment: { ...part.experiment, crystal: { ...part.experiment.crystal, scale: part.scale } } };
