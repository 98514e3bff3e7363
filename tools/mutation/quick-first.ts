import { relative } from 'node:path';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/**
 * The order of test files in a run: those that have taken longest come last, since the first test that fails ends the run of a mutant.
 * Vitest's own order is the reverse.
 */
export class QuickFirst extends BaseSequencer {
  /** Longest duration of each file in all runs so far, ms; a run of some of its tests is shorter. */
  readonly #longest = new Map<string, number>();

  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const timed = files.map((file) => ({ file, duration: this.#durationOf(file) }));
    return timed.sort((a, b) => a.duration - b.duration).map(({ file }) => file);
  }

  #durationOf({ project, moduleId }: TestSpecification): number {
    const key = `${project.name}:${relative(this.ctx.config.root, moduleId)}`;
    const latest = this.ctx.cache.getFileTestResults(key)?.duration ?? 0;
    const longest = Math.max(latest, this.#longest.get(key) ?? 0);
    this.#longest.set(key, longest);
    return longest;
  }
}
