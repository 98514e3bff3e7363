import { type Compatibility, resolveCompatibility } from '@braggsim/core/derived';
import type { Experiment } from './experiment';

/** Former names of fields and sections, which are still accepted, with the names that replace them. */
export const FORMER_NAMES: Readonly<Record<string, string>> = { choices: 'compatibility' };

/** An experiment that may have the former name of the compatibility options. */
interface WithFormerNames extends Experiment {
  readonly choices?: Partial<Compatibility>;
}

/**
 * Resolves the compatibility options of an experiment: those of its mode, `corrected` by default, with single ones
 * overridden.
 *
 * @throws BraggsimError (`usage`) for an option or a value that does not exist
 */
export const compatibilityOf = ({ compat, compatibility, choices }: WithFormerNames): Compatibility =>
  resolveCompatibility(compat, { ...choices, ...compatibility });
