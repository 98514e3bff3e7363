/** A text file of the repository. */
export interface TextFile {
  /** Path from the root of the repository, with '/'. */
  readonly path: string;
  readonly text: string;
}

/** Largest numbers of lines of source files, by patterns of their paths; the first match is used. */
const LIMITS: readonly (readonly [pattern: RegExp, lines: number, why: string])[] = [
  [/^packages\/kernel-cpu\/src\/reference[^.]*\.ts$/, 250, 'the reference kernel is read in one sitting'],
  [/\.(ts|tsx|js|mjs)$/, 600, 'one concept per file'],
];

/** Number of lines above which a file is listed as long. */
const LONG = 300;

/** Files that are generated, or that contain such paths as examples. */
const EXEMPT = /^(pnpm-lock\.yaml|tools\/check\/text(\.test)?\.ts)$/;

const MACHINE_PATHS = /(?<![\w.~-])\/(work|tmp|root|home)\/\w/;

const countLines = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

/** Finds source files with too many lines, and returns a message for each. */
export function findTooLong(files: readonly TextFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const limit = LIMITS.find(([pattern]) => pattern.test(path));
    const lines = countLines(text);
    if (!limit || lines <= limit[1]) return [];
    return [`${path}: ${lines} lines, at most ${limit[1]} expected (${limit[2]}); split it`];
  });
}

/** Lists long source files with their numbers of lines. */
export function findLong(files: readonly TextFile[]): string[] {
  return files
    .filter(({ path, text }) => LIMITS.some(([pattern]) => pattern.test(path)) && countLines(text) > LONG)
    .map(({ path, text }) => `${path} (${countLines(text)})`);
}

/** Finds lines with a path of one machine, and returns a message for each. */
export function findMachinePaths(files: readonly TextFile[]): string[] {
  return files
    .filter(({ path }) => !EXEMPT.test(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const match = MACHINE_PATHS.exec(line);
        return match ? [`${path}:${index + 1}: '${match[0]}…' is a path of one machine; write a relative path`] : [];
      }),
    );
}
