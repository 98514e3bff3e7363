import { usageError } from '@braggsim/core';
import { freesAmplitudes } from '../amplitude-variables';
import { AMPLITUDES } from '../amplitudes';
import { namesIn } from '../choices';
import { knownGroup } from '../refinable-numbers';
import type { GivenShot, LoadedModel } from './load-shot';
import { isAmplitudeList } from './outputs';

/** What the shots of a list share when nothing is named. */
const DEFAULT_SHARED = ['distance', 'beam-centre', 'detector-rotation', 'wavelength', 'f-hkl', 'dispersion'];

/**
 * Returns the names of numbers that an experiment shares among the shots of a list.
 *
 * @throws BraggsimError (`usage`) for a name of no number
 */
export function sharedNames({ experiment }: Pick<GivenShot, 'experiment'>): string[] {
  const names = namesIn(experiment.refine?.shared);
  for (const name of names) knownGroup(name, '--shared');
  return names.length > 0 ? names : DEFAULT_SHARED;
}

/** What is asked of a shot besides its own refinement. */
export interface AskedOfShot {
  /** Names of numbers that it shares with the other shots of its list. */
  readonly names: readonly string[];
  /** Whether its amplitudes are left to a joint refinement. */
  readonly amplitudesLater: boolean;
  /** Whether a list of refined amplitudes is among the outputs. */
  readonly listed: boolean;
}

/**
 * Checks what is asked of a shot besides its own refinement, before it begins.
 *
 * @param outputs patterns of the names of outputs
 * @param ofSeveral whether the shot is one of several
 * @throws BraggsimError (`usage`) for a list of amplitudes that are not refined, or not shared, and an unknown name of a shared number
 */
export function checkAsked(
  { outputs, ofSeveral }: { readonly outputs: readonly string[]; readonly ofSeveral: boolean },
  model: Pick<LoadedModel, 'experiment' | 'options'>,
): AskedOfShot {
  const names = sharedNames(model);
  const free = freesAmplitudes(model.options);
  const amplitudesLater = ofSeveral && free && names.includes(AMPLITUDES);
  const listed = outputs.some(isAmplitudeList);
  if (listed && !free) {
    throw usageError(`a list of amplitudes is written where they are refined: give --free with ${AMPLITUDES}`);
  }
  if (listed && ofSeveral && !amplitudesLater) {
    throw usageError(
      `several shots have one list of amplitudes only where they share them: add ${AMPLITUDES} to --shared`,
    );
  }
  return { names, amplitudesLater, listed };
}
