/**
 * Mutation testing: changes the code of a package in one place at a time (a mutant) and runs the fast tests of the
 * package, which should fail. It is a lane of its own, since it takes from minutes to an hour.
 *
 *   npm run mutation                       all packages below, smallest first
 *   npm run mutation -- lattice formula    some of them
 *   npm run mutation -- lattice --mutate packages/lattice/src/scan.ts    further arguments are passed to Stryker
 *
 * It fails when fewer than 80 % of the mutants of a package are found. Reports are written to out/mutation, with the
 * results of each run, so that the next one tests only changed code. docs/decisions/mutation-testing.md describes the
 * mutants that no test finds.
 */
import { spawnSync } from 'node:child_process';
import { ROOT } from '../steps.mjs';

/** Packages of formulas, whose errors are hard to see in an image. */
const PACKAGES = ['polarization', 'lattice', 'geometry', 'formula'];

const given = process.argv.slice(2);
const firstOption = given.findIndex((argument) => argument.startsWith('-'));
const names = firstOption < 0 ? given : given.slice(0, firstOption);
const options = firstOption < 0 ? [] : given.slice(firstOption);
const unknown = names.filter((name) => !PACKAGES.includes(name));
if (unknown.length > 0) {
  console.error(`expected packages among ${PACKAGES.join(', ')}; found ${unknown.join(', ')}`);
  process.exit(1);
}

const failed = [];
for (const name of names.length > 0 ? names : PACKAGES) {
  const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js';
  const { status } = spawnSync(process.execPath, [stryker, 'run', 'tools/mutation/stryker.config.mjs', ...options], {
    cwd: ROOT,
    env: { ...process.env, MUTATED_PACKAGE: name },
    stdio: 'inherit',
  });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
