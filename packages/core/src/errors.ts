/** Content of an error message: what was expected, what was found, and what to do. */
export interface Problem {
  /** One sentence that contains all three. */
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * Kinds of errors. `usage`: a flag, field or value is wrong. `data`: an input or output is. `interrupted`: the run was
 * stopped on request. `refused`: a kernel cannot compute a plan. `disagreement`: images differ by more than was
 * allowed. `unconverged`: a refinement stopped early, or does not explain its data. `failed`: a result is not a number.
 * `incomplete`: parts of a data set are missing. `stopped`: a run ended early on request, and all that it finished is kept.
 */
export type ErrorTag =
  | 'usage'
  | 'data'
  | 'interrupted'
  | 'refused'
  | 'disagreement'
  | 'unconverged'
  | 'failed'
  | 'incomplete'
  | 'stopped';

/** Exit code of a command for each kind of error. */
export const EXIT_CODES: Readonly<Record<ErrorTag, number>> = {
  usage: 2,
  data: 9,
  interrupted: 130,
  refused: 2,
  disagreement: 3,
  unconverged: 4,
  failed: 1,
  incomplete: 4,
  // That of `EX_TEMPFAIL`: the same command goes on.
  stopped: 75,
};

/** An error that a user can do something about: a wrong field, a damaged file, a kernel that refuses. */
export class BraggsimError extends Error {
  override readonly name = 'BraggsimError';
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly remedy: string | undefined;

  constructor(
    readonly tag: ErrorTag,
    problem: Problem,
  ) {
    super(problem.message, problem.cause === undefined ? undefined : { cause: problem.cause });
    this.expected = problem.expected;
    this.found = problem.found;
    this.remedy = problem.remedy;
  }
}

const problemOf = (problem: string | Problem): Problem =>
  typeof problem === 'string' ? { message: problem } : problem;

/** Makes the error for a flag, field or value that is wrong. */
export const usageError = (problem: string | Problem) => new BraggsimError('usage', problemOf(problem));
/** Makes the error for an input or output that is wrong. */
export const dataError = (problem: string | Problem) => new BraggsimError('data', problemOf(problem));
/** Makes the error for images that differ by more than was allowed. */
export const disagreement = (problem: string | Problem) => new BraggsimError('disagreement', problemOf(problem));
/** Makes the error for a refinement that stopped early, or does not explain its data. */
export const unconverged = (problem: string | Problem) => new BraggsimError('unconverged', problemOf(problem));
/** Makes the error for a result that is not a number, and for other failures of a run. */
export const runFailure = (problem: string | Problem) => new BraggsimError('failed', problemOf(problem));
/** Makes the error for a plan that a kernel cannot compute. */
export const refusal = (problem: string | Problem) => new BraggsimError('refused', problemOf(problem));
/** Makes the error for a run that was stopped on request before it wrote anything. */
export const interrupted = () => new BraggsimError('interrupted', { message: 'interrupted; no output was written' });

/** Tells whether an error is a BraggsimError of another copy of this package, such as the one that a plug-in imports. */
const isOfOtherCopy = (error: unknown): error is BraggsimError =>
  error instanceof Error &&
  error.name === 'BraggsimError' &&
  Object.hasOwn(EXIT_CODES, String((error as Partial<BraggsimError>).tag));

/** Tells whether an error is a BraggsimError and, when tags are given, one of these kinds. */
export function isBraggsimError(error: unknown, ...tags: ErrorTag[]): error is BraggsimError {
  if (!(error instanceof BraggsimError || isOfOtherCopy(error))) return false;
  return tags.length === 0 || tags.includes(error.tag);
}

/** Something that the user should know but that stops nothing. */
export interface Warning {
  /** Stable name, such as `divergence-steps`. */
  readonly id: string;
  readonly message: string;
}
