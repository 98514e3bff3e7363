/** What a message tells: what was expected, what was found, and what to do about it. */
export interface Problem {
  /** One sentence with all three, ready to be shown. */
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * `usage`: a flag, field or value is wrong. `data`: an input or output is. `interrupted`: stopped on request. `refused`: a
 * kernel cannot do it. `disagreement`: images differ by more than was allowed.
 */
export type ErrorTag = 'usage' | 'data' | 'interrupted' | 'refused' | 'disagreement' | 'failed';

/** The exit code that belongs to each kind of error. */
export const EXIT_CODES: Readonly<Record<ErrorTag, number>> = {
  usage: 2,
  data: 9,
  interrupted: 130,
  refused: 2,
  disagreement: 3,
  failed: 1,
};

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

export const usageError = (problem: string | Problem) => new BraggsimError('usage', problemOf(problem));
export const dataError = (problem: string | Problem) => new BraggsimError('data', problemOf(problem));
export const disagreement = (problem: string | Problem) => new BraggsimError('disagreement', problemOf(problem));
export const runFailure = (problem: string | Problem) => new BraggsimError('failed', problemOf(problem));
export const refusal = (problem: string | Problem) => new BraggsimError('refused', problemOf(problem));
export const interrupted = () => new BraggsimError('interrupted', { message: 'interrupted; no output was written' });

/** Whether `error` is ours and, when tags are given, of one of those kinds. */
export function isBraggsimError(error: unknown, ...tags: ErrorTag[]): error is BraggsimError {
  return error instanceof BraggsimError && (tags.length === 0 || tags.includes(error.tag));
}

/** Something that the user should know but that stops nothing. */
export interface Warning {
  /** Stable name, such as `divergence-steps`. */
  readonly id: string;
  readonly message: string;
}
