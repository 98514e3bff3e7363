import { isNamed, type RefinedAlone, refineTogether, type SharedReport } from '@braggsim/refine';
import { DEFAULT_SHARED, namesIn } from './choices';
import type { ShotOutcome } from './run-shot';

/** A shot of a list with its number, from 1. */
export interface NumberedOutcome {
  readonly number: number;
  readonly outcome: ShotOutcome;
}

type Refined = Extract<ShotOutcome, { kind: 'refined' }>;

/** Names that an experiment shares among the shots of a list. */
function sharedNames({ loaded }: Refined): string[] {
  const names = namesIn(loaded.shot.experiment.refine?.shared);
  return names.length > 0 ? names : DEFAULT_SHARED;
}

/** Whether a shot was refined and has unknowns that it shares with others. */
export const sharesNumbers = (outcome: ShotOutcome): boolean =>
  outcome.kind === 'refined' &&
  outcome.refined.failure === undefined &&
  outcome.refined.variables.some((variable) => isNamed(sharedNames(outcome), variable));

/** The shots of a list after their joint refinement. */
export interface JoinedShots {
  readonly outcomes: readonly NumberedOutcome[];
  readonly shared?: SharedReport;
  readonly isShared: (group: string) => boolean;
}

/** Refines the shots together that share unknowns; the others stay as they are. */
export async function joined(outcomes: readonly NumberedOutcome[], signal: AbortSignal): Promise<JoinedShots> {
  const together = outcomes.filter(({ outcome }) => sharesNumbers(outcome));
  const [first] = together;
  if (!first || together.length < 2) return { outcomes, isShared: () => false };
  const names = sharedNames(first.outcome as Refined);
  const alone = together.map(({ outcome }): RefinedAlone => {
    const { refined, loaded } = outcome as Refined;
    return { refined, inputs: loaded.shot.inputs };
  });
  const { shots, shared } = await refineTogether(alone, names, (first.outcome as Refined).loaded.options, signal);
  return {
    outcomes: outcomes.map((one) => {
      const place = together.indexOf(one);
      const refined = shots[place];
      return refined ? { ...one, outcome: { ...(one.outcome as Refined), refined } } : one;
    }),
    shared,
    isShared: (group) => names.includes(group),
  };
}
