import { existsSync } from 'node:fs';
import { usageError } from '@braggsim/core';
import { openOutputs } from '../../files';
import { command } from '../command';
import { experimentTemplate } from '../experiment-template';

/** Writes an experiment file to start from. */
export const init = command({
  name: 'init',
  summary: 'write a commented experiment file to start from',
  positionals: '[file]',
  arity: [0, 1],
  options: {
    force: { type: 'boolean', flag: '--force', short: '-f', doc: 'replace a file that is there already' },
  },
  description: 'The file is experiment.yaml unless named. It simulates as it is, and holds every field as a comment.',
  examples: ['braggsim init my.yaml', 'braggsim simulate my.yaml'],
  async run({ positionals: [file = 'experiment.yaml'], options: { force = false } }, { out }) {
    if (existsSync(file) && !force) {
      throw usageError(`'${file}' is there already; give another name, or --force to replace it`);
    }
    const files = openOutputs([file]);
    files.write(file, [new TextEncoder().encode(experimentTemplate())]);
    files.commit();
    out(`wrote ${file}\nrun it: braggsim simulate ${file}\n`);
  },
});
