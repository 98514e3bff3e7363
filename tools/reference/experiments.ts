/**
 * Writes packages/testkit/reference/experiments.json: the experiment of each case, as the `nanoBragg` command reads its command
 * line. The tests of physics packages use it, since they may not import the command.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { referenceCommandLines, referenceRoot } from '@braggsim/testkit';
import { readCommandLine } from '../../packages/cli/src/nanobragg/command-line';
import { caseFolder, makeWorkplace } from '../parity/run';

const workplace = makeWorkplace();
try {
  const lines = referenceCommandLines().map(({ id, argv }) => {
    process.chdir(caseFolder(workplace, id));
    return `  ${JSON.stringify(id)}: ${JSON.stringify(readCommandLine(argv).invocation.experiment)}`;
  });
  writeFileSync(`${referenceRoot}experiments.json`, `{\n${lines.join(',\n')}\n}\n`);
} finally {
  rmSync(workplace, { recursive: true, force: true });
}
