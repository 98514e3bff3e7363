import { BraggsimError, type ErrorTag, isBraggsimError, type Stage } from '@braggsim/core';

/** Functions that stages run, besides those that `planTerm` tries, with the kind of error that their failure is. */
const FAILURES: Readonly<Record<string, ErrorTag>> = {
  slope: 'usage',
  reach: 'usage',
  halfway: 'usage',
  integral: 'usage',
  gaussian: 'usage',
  pixelwise: 'usage',
  check: 'usage',
  sources: 'usage',
  apply: 'failed',
  encode: 'failed',
  series: 'failed',
  decode: 'data',
  inspect: 'data',
};

type Run = (...given: readonly unknown[]) => unknown;

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as Promise<unknown> | null | undefined)?.then === 'function';

const isChunks = (value: unknown): boolean =>
  Array.isArray(value) && value.every((chunk) => chunk instanceof Uint8Array);

/** Returns what is wrong with the result of a function; undefined when nothing is. */
function resultProblem(name: string, result: unknown): string | undefined {
  if (isPromise(result)) {
    // Its failure has no further message.
    result.then(undefined, () => undefined);
    return 'returns a promise, which nothing waits for; return the result itself';
  }
  if (name === 'encode' && !isChunks(result)) return 'does not return a list of Uint8Array, the chunks of the file';
  return undefined;
}

/** Makes a function whose errors name the stage that it belongs to. */
function naming(stage: Stage, name: string, run: Run): Run {
  const what = `${name}() of the ${stage.kind === 'term' ? stage.slot : stage.kind} '${stage.id}'`;
  const failure = (message: string, cause?: unknown) =>
    new BraggsimError(FAILURES[name] as ErrorTag, { message: `${what} ${message}`, cause });
  return (...given) => {
    let result: unknown;
    try {
      result = run.apply(stage, [...given]);
    } catch (error) {
      if (isBraggsimError(error)) throw error;
      throw failure(`fails: ${error instanceof Error ? error.message : String(error)}`, error);
    }
    const problem = resultProblem(name, result);
    if (problem !== undefined) throw failure(problem);
    return result;
  };
}

/**
 * Returns a stage from outside whose functions fail with one message that names it, instead of errors that look like those of this
 * program.
 */
export function withNamedFailures<S extends Stage>(stage: S): S {
  const members = stage as unknown as Readonly<Record<string, unknown>>;
  const named = Object.keys(FAILURES).flatMap((name) => {
    const run = members[name];
    return typeof run === 'function' ? [[name, naming(stage, name, run as Run)] as const] : [];
  });
  return Object.assign(Object.create(Object.getPrototypeOf(stage)), stage, Object.fromEntries(named)) as S;
}
