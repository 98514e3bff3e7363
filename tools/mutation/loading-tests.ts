import type { RunnerTask, RunnerTestCase, RunnerTestFile } from 'vitest';
import type { Reporter, Vitest } from 'vitest/node';

interface Coverage {
  static: Record<string, number>;
  perTest: Record<string, Record<string, number>>;
}

interface Meta {
  /** What Stryker reads. */
  mutantCoverage?: Coverage;
  /** How often each mutant was reached. */
  reached?: Coverage;
  /** The mutants that were reached while the file was loaded; see activate.ts. */
  reachedByLoading?: readonly string[];
}

const metaOf = (file: RunnerTestFile) => file.meta as Meta;

const testsOf = (tasks: readonly RunnerTask[]): RunnerTestCase[] =>
  tasks.flatMap((task) => (task.type === 'suite' ? testsOf(task.tasks) : task.type === 'test' ? [task] : []));

/** Joins the names of a test and its suites, as Stryker joins them. */
function nameOf(test: RunnerTestCase): string {
  const names = [test.name];
  for (let { suite } = test; suite; suite = suite.suite) names.unshift(suite.name);
  return names.join(' ').trim();
}

/**
 * Makes all tests of a file count as tests of the code that runs while it is loaded, and the file as failed where it cannot be loaded.
 * Stryker knows only which code runs during each test, and takes a file without tests for one that passed.
 */
export class LoadingTests implements Reporter {
  #vitest: Vitest | undefined;
  /** The name of one test of each file. */
  readonly #names = new Map<string, string>();

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(): void {
    const files = this.#vitest?.state.getFiles() ?? [];
    for (const file of files) {
      const [first] = testsOf(file.tasks);
      if (first) this.#names.set(file.filepath, nameOf(first));
      else if (file.result?.state === 'fail') this.#fail(file);
    }
    countLoading(files);
  }

  #fail(file: RunnerTestFile): void {
    const name = this.#names.get(file.filepath) ?? 'is loaded';
    const test = { type: 'test', mode: 'run', name, file, result: { state: 'fail', errors: file.result?.errors } };
    file.tasks.push(test as unknown as RunnerTestCase);
  }
}

/** Counts the code that loading reaches, if some test reaches it as well: what runs only once, when modules are evaluated, is left out of mutation tests. */
function countLoading(files: readonly RunnerTestFile[]): void {
  const counts = files.flatMap((file) => Object.values(metaOf(file).reached?.perTest ?? {}));
  const reachedByTests = new Set(counts.flatMap((mutants) => Object.keys(mutants)));
  for (const file of files) {
    const meta = metaOf(file);
    const { reached, reachedByLoading = [] } = meta;
    if (!reached) continue;
    const loading = reachedByLoading
      .filter((mutant) => reachedByTests.has(mutant))
      .map((mutant) => [mutant, 1] as const);
    for (const test of testsOf(file.tasks)) {
      const id = `${file.filepath}#${nameOf(test)}`;
      reached.perTest[id] = { ...Object.fromEntries(loading), ...reached.perTest[id] };
    }
    meta.mutantCoverage = reached;
  }
}
