import { usageError } from '@braggsim/core';
import { philox } from '@braggsim/core/random';
import { aboutPart } from '@braggsim/core/text';
import type { CrystalEntry, Experiment } from './experiment';
import type { SimulationInputs } from './inputs';

/** One crystal of an experiment that lists several, as an experiment of its own. */
export interface SingleCrystal {
  /** The experiment with this crystal as `crystal` and with its structure factors. */
  readonly experiment: Experiment;
  /** Number of its entry in `crystals`, from 0, and of the copy. */
  readonly entry: number;
  readonly copy: number;
  /** Number of such coherent blocks in the beam. */
  readonly scale: number;
  /** Whether its structure factors are its own. */
  readonly ownStructureFactors: boolean;
}

/** Largest seed of a misset. */
const SEEDS = 2 ** 31 - 1;
/** Second word of the counter, so that draws for other purposes are independent. */
const COPIES = 0x636f7079;

/** Returns the seed of the misset of a copy: that of the first entry is the given seed, so that one crystal in a list is as `crystal`. */
function missetSeed(seed: number, entry: number, copy: number): number {
  if (entry === 0 && copy === 0) return seed;
  const [word = 0] = philox(new Uint32Array([entry, COPIES, copy, 0]), new Uint32Array([seed, 0]), new Uint32Array(4));
  return word % SEEDS;
}

function checkEntry({ copies = 1, misset, scale = 1 }: CrystalEntry, entry: number): void {
  if (!(scale >= 0) || !Number.isFinite(scale)) {
    throw usageError(`crystals[${entry}].scale must be 0 or more, not ${scale}`);
  }
  if (!Number.isInteger(copies) || copies < 1) {
    throw usageError(`crystals[${entry}].copies must be a whole number of 1 or more, not ${copies}`);
  }
  if (copies === 1 || misset === 'random') return;
  throw usageError({
    message: `crystals[${entry}].copies is ${copies}, which is for a random misset, and crystals[${entry}].misset is ${misset ? `[${misset.join(', ')}]` : 'not given'}; give misset: random, or scale: ${copies} for ${copies} crystals that lie alike`,
    expected: 'misset: random',
    found: misset ? `[${misset.join(', ')}]` : 'none',
    remedy: `give misset: random, or scale: ${copies}`,
  });
}

/** Returns the crystal of an entry as a section `crystal`; a random misset has the seed of the copy. */
function sectionOf(given: CrystalEntry, entry: number, copy: number, seed: number | undefined): Experiment['crystal'] {
  const { scale: _, copies: __, structureFactors: ___, ...crystal } = given;
  const from = crystal.missetSeed ?? seed;
  if (crystal.misset !== 'random' || from === undefined) return crystal;
  // A seed of its own is that of the entry: entries with equal seeds have equal orientations.
  const own = crystal.missetSeed === undefined ? entry : 0;
  return { ...crystal, missetSeed: missetSeed(from, own, copy) };
}

/**
 * Takes an experiment with several crystals apart into experiments with one crystal each: entry by entry, copy by copy.
 * Backgrounds stay in each.
 *
 * @returns undefined for an experiment without the list
 * @throws BraggsimError (`usage`) for an empty list, for `crystal` beside it, and for copies of a crystal that is not random
 */
export function singleCrystals(experiment: Experiment): readonly SingleCrystal[] | undefined {
  const { crystals, crystal, ...common } = experiment;
  if (crystals === undefined) return undefined;
  if (crystal !== undefined) {
    throw usageError({
      message: 'crystal and crystals are both given; leave one of them out, or make crystal an entry of crystals',
      expected: 'crystal or crystals',
      found: 'both',
      remedy: 'leave one of them out, or make crystal an entry of crystals',
    });
  }
  if (crystals.length === 0) {
    throw usageError({
      message: 'crystals is an empty list; give one crystal or more, or leave it out',
      expected: 'one crystal or more',
      found: 'none',
      remedy: 'leave it out',
    });
  }
  return crystals.flatMap((given, entry) => {
    checkEntry(given, entry);
    const { scale = 1, copies = 1, structureFactors = common.structureFactors } = given;
    return Array.from({ length: copies }, (_, copy) => {
      const section = sectionOf(given, entry, copy, common.seed);
      return {
        experiment: { ...common, ...(section && { crystal: section }), ...(structureFactors && { structureFactors }) },
        entry,
        copy,
        scale,
        ownStructureFactors: given.structureFactors !== undefined,
      };
    });
  });
}

/** Returns the inputs of one crystal: its own, and common ones for what it does not have. */
export function inputsOfCrystal(
  { crystals, ...common }: SimulationInputs,
  { entry, ownStructureFactors }: Pick<SingleCrystal, 'entry' | 'ownStructureFactors'>,
): SimulationInputs {
  const { reflections: _, indexRotations: __, byEnergy: ___, ...others } = common;
  return { ...(ownStructureFactors ? others : common), ...crystals?.[entry] };
}

/** Runs something about an entry of `crystals`; errors name the entry. */
export const aboutCrystal = <T>(entry: number, run: () => T | Promise<T>): Promise<T> =>
  aboutPart(`crystals[${entry}]`, run);

/** Returns an experiment with the unit cell of a file unless it has one of its own, or an orientation matrix, which has one. */
export const withCell = (experiment: Experiment, cell: readonly number[] | undefined): Experiment =>
  !cell || experiment.crystal?.cell || experiment.crystal?.matrix
    ? experiment
    : { ...experiment, crystal: { ...experiment.crystal, cell } };
