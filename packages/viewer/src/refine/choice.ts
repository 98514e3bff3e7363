import type { Experiment } from '@braggsim/experiment';
import type { OfferedGroup } from '@braggsim/refine';
import { withValue } from '../simulate/presets';

/** What is refined where the experiment names nothing, as by `braggsim refine`. */
const BY_DEFAULT = ['misset', 'cell', 'ncells', 'scale'];

/** A side of the bounds of a number. */
export type Side = 'lower' | 'upper';

const wordsOf = (list: readonly string[] = []): string[] =>
  list.flatMap((text) => text.split(/[\s,]+/).filter(Boolean));

/** Returns the names of groups and numbers that an experiment frees. */
export function freedNames({ refine }: Experiment): readonly string[] {
  const named = wordsOf(refine?.free);
  return named.length > 0 ? named : BY_DEFAULT;
}

/** Tells whether a number of a group is free; a group without numbers is asked for by its name. */
export function isFreed(experiment: Experiment, group: string, name = group): boolean {
  const covers = (list: readonly string[]): boolean =>
    list.some((one) => one === name || one === group || name.startsWith(`${one}.`));
  return covers(freedNames(experiment)) && !covers(wordsOf(experiment.refine?.fix));
}

/**
 * Frees or fixes numbers of a group. The experiment then names groups as a whole where all of their numbers are free, so that it reads as
 * one that people write.
 */
export function withFreed(
  experiment: Experiment,
  groups: readonly OfferedGroup[],
  { group, name }: { readonly group: string; readonly name?: string },
  isFree: boolean,
): Experiment {
  const free = groups.flatMap((one) => {
    const wanted = (number?: string): boolean =>
      one.group === group && (name === undefined || name === number) ? isFree : isFreed(experiment, one.group, number);
    if (one.numbers.length === 0) return wanted() ? [one.group] : [];
    const chosen = one.numbers.filter((number) => wanted(number.name)).map((number) => number.name);
    return chosen.length === one.numbers.length ? [one.group] : chosen;
  });
  const named = withValue(experiment, 'refine.free', free);
  return named.refine?.fix ? withValue(named, 'refine.fix', undefined) : named;
}

const BOUND = /^\s*([^=]+?)\s*=\s*([^:]*?)\s*:\s*(.*?)\s*$/;

/** Returns the bounds of a number that the experiment gives; empty text for a side without one. */
export function boundsOf({ refine }: Experiment, name: string): Readonly<Record<Side, string>> {
  const found = (refine?.bounds ?? []).map((text) => BOUND.exec(text)).findLast((match) => match?.[1] === name);
  return { lower: found?.[2] ?? '', upper: found?.[3] ?? '' };
}

/** Gives a number another bound; empty text removes it. */
export function withBound(experiment: Experiment, name: string, side: Side, text: string): Experiment {
  const others = (experiment.refine?.bounds ?? []).filter((bound) => BOUND.exec(bound)?.[1] !== name);
  const before = boundsOf(experiment, name);
  const [lower, upper] = side === 'lower' ? [text.trim(), before.upper] : [before.lower, text.trim()];
  const bounds = lower === '' && upper === '' ? others : [...others, `${name}=${lower}:${upper}`];
  return withValue(experiment, 'refine.bounds', bounds.length > 0 ? bounds : undefined);
}
