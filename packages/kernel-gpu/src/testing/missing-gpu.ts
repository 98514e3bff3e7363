import { gpuProblem } from '../node';

/**
 * Returns the reason why tests cannot run on a GPU or a software adapter; undefined where they can. The reason is written to
 * the standard output, since the console is not shown where no test fails.
 *
 * @param software whether the software adapter is used where there is no GPU, or always
 */
export async function missingGpu(software: 'fallback' | 'always' = 'fallback'): Promise<string | undefined> {
  if (software === 'always') process.env.BRAGGSIM_SOFTWARE_GPU = software;
  else process.env.BRAGGSIM_SOFTWARE_GPU ??= software;
  const problem = await gpuProblem();
  if (problem) process.stdout.write(`tests on a GPU skipped: ${problem}\n`);
  return problem;
}
