export interface TextFile {
  /** From the root of the repository, with '/'. */
  readonly path: string;
  readonly text: string;
}

/** The largest number of lines, for the first pattern that a source file's path matches. */
const LIMITS: readonly (readonly [pattern: RegExp, lines: number, why: string])[] = [
  [/^packages\/kernel-cpu\/src\/reference[^.]*\.ts$/, 250, 'the reference kernel is read in one sitting'],
  [/\.(ts|tsx|js|mjs)$/, 600, 'one concept per file'],
];

/** From this length on a file wants a reason. */
const LONG = 300;

/** Files that are not written by hand, or that name such paths on purpose. */
const EXEMPT = /^(pnpm-lock\.yaml|tools\/check\/text(\.test)?\.ts)$/;

const MACHINE_PATHS = /(?<![\w.~-])\/(work|tmp|root|home)\/\w/;

const countLines = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

/** Source files over their limit, one message each. */
export function findTooLong(files: readonly TextFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const limit = LIMITS.find(([pattern]) => pattern.test(path));
    const lines = countLines(text);
    if (!limit || lines <= limit[1]) return [];
    return [`${path}: ${lines} lines, at most ${limit[1]} expected (${limit[2]}); split it`];
  });
}

/** Source files that are allowed but long, with their number of lines. */
export function findLong(files: readonly TextFile[]): string[] {
  return files
    .filter(({ path, text }) => LIMITS.some(([pattern]) => pattern.test(path)) && countLines(text) > LONG)
    .map(({ path, text }) => `${path} (${countLines(text)})`);
}

/** Lines that name a folder of somebody's machine, one message each. */
export function findMachinePaths(files: readonly TextFile[]): string[] {
  return files
    .filter(({ path }) => !EXEMPT.test(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const found = MACHINE_PATHS.exec(line);
        return found ? [`${path}:${index + 1}: '${found[0]}…' is a path of one machine; write a relative path`] : [];
      }),
    );
}
