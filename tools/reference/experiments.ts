/**
 * Writes packages/testkit/reference/experiments.json: what the `nanoBragg` command makes of each case's command line.
 * Physics packages test their derivations on it without knowing the command.
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
