/**
 * Checks the files of the repository: the length of sources, names that the glossary replaces, and paths of one
 * machine.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { findLong, findMachinePaths, findTooLong, type TextFile } from './text';
import { findNamesToAvoid, findRenamed } from './words';

const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
});
const files: TextFile[] = listed
  .split('\0')
  .filter((path) => path && existsSync(path))
  .map((path) => ({ path, bytes: readFileSync(path) }))
  .filter(({ bytes }) => !bytes.includes(0))
  .map(({ path, bytes }) => ({ path, text: bytes.toString('utf8') }));

const long = findLong(files);
if (long.length > 0) console.log(`over 300 lines: ${long.join(', ')}`);
const renamed = findRenamed(files);
if (renamed.length > 0) console.log(`remove from STILL_THERE in tools/check/words.ts: ${renamed.join(', ')}`);
const problems = [...findTooLong(files), ...findMachinePaths(files), ...findNamesToAvoid(files)];
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
