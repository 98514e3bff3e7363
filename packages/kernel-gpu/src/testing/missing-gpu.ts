import { afterAll } from 'vitest';
import { gpuProblem, nodeGpu } from '../node';

/** Set to 0 to let tests on a GPU be skipped where the software adapter should run and does not; to 1 to demand a GPU. */
const VARIABLE = 'BRAGGSIM_REQUIRE_GPU';

/**
 * Tells whether there must be an adapter: the software adapter is installed with the tests where Linux runs on x64 with the C
 * library that its programs are made for.
 */
export function mustHaveGpu(
  { platform, arch }: Pick<NodeJS.Process, 'platform' | 'arch'> = process,
  required = process.env[VARIABLE],
  hasGlibc = usesGlibc(),
): boolean {
  if (required !== undefined && required !== '') return required !== '0';
  return platform === 'linux' && arch === 'x64' && hasGlibc;
}

function usesGlibc(): boolean {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime !== undefined;
}

/**
 * Returns the reason why tests cannot run on a GPU or a software adapter; undefined where they can. The reason is written to
 * the standard output, since the console is not shown where no test fails. The device is kept until
 * the tests of the file are done, so that they share the shaders that it has compiled.
 *
 * @param software whether the software adapter is used where there is no GPU, or always
 * @throws Error on a machine that should have an adapter, so that its tests fail and are not skipped
 */
export async function missingGpu(software: 'fallback' | 'always' = 'fallback'): Promise<string | undefined> {
  if (software === 'always') process.env.BRAGGSIM_SOFTWARE_GPU = software;
  else process.env.BRAGGSIM_SOFTWARE_GPU ??= software;
  const problem = await gpuProblem();
  checkDemand(problem, mustHaveGpu());
  if (problem) process.stdout.write(`tests on a GPU skipped: ${problem}\n`);
  else await keepDevice();
  return problem;
}

async function keepDevice(): Promise<void> {
  const { release } = await nodeGpu.lease();
  afterAll(release);
}

/**
 * Checks that a GPU that is demanded is there.
 *
 * @throws Error where there is a problem with it
 */
export function checkDemand(problem: string | undefined, demanded: boolean): void {
  if (problem === undefined || !demanded) return;
  throw new Error(
    `expected a GPU, if only one of software; found none: ${problem}. Where that is how it must be, set ${VARIABLE}=0 to skip the tests`,
  );
}
