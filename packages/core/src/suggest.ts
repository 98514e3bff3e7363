import { distance } from 'fastest-levenshtein';

const bare = (word: string): string => word.replace(/^-+/, '').toLowerCase();

/** Finds the candidate that a misspelt word was probably meant to be; dashes and case are ignored. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const meant = bare(word);
  let best: string | undefined;
  // Half of a short word must be right: anything is two letters from anything of three.
  let least = Math.min(Math.max(2, Math.floor(meant.length / 3)), Math.floor(meant.length / 2)) + 1;
  for (const candidate of candidates) {
    const name = bare(candidate);
    // Of two that are as near, the one that only lacks its end was meant.
    const away = distance(meant, name) - (name.startsWith(meant) ? 0.5 : 0);
    if (away < least) [best, least] = [candidate, away];
  }
  return best;
}

/** Returns `; did you mean this?`, or a given hint where no candidate is close. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise = ''): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? otherwise : `; did you mean ${meant}?`;
}
