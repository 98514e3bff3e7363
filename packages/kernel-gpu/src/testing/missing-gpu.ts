import { gpuProblem } from '../node';

/**
 * Why tests cannot run on a GPU, not even on one of software; undefined where they can. Says so on the terminal: what goes
 * to the console is not shown where no test fails.
 *
 * @param software whether the one of software is taken where there is no other, or always
 */
export async function missingGpu(software: 'fallback' | 'always' = 'fallback'): Promise<string | undefined> {
  if (software === 'always') process.env.BRAGGSIM_SOFTWARE_GPU = software;
  else process.env.BRAGGSIM_SOFTWARE_GPU ??= software;
  const problem = await gpuProblem();
  if (problem) process.stdout.write(`tests on a GPU skipped: ${problem}\n`);
  return problem;
}
