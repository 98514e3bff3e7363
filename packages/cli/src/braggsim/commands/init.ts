import { existsSync } from 'node:fs';
import { usageError } from '@braggsim/core';
import { openOutputs } from '@braggsim/core/node';
import { experimentTemplate } from '@braggsim/experiment';
import { command } from '../../terminal/subcommand';

/** Writes an experiment file to start from. */
export const init = command({
  name: 'init',
  summary: 'write a commented experiment file to start from',
  positionals: '[file]',
  arity: [0, 1],
  options: {
    all: { type: 'boolean', flag: '--all', doc: 'every field and readout stage, not only the common ones' },
    force: { type: 'boolean', flag: '--force', short: '-f', doc: 'replace a file that is there already' },
  },
  description: 'The file is experiment.yaml unless named. It simulates as it is, and holds further fields as comments.',
  examples: ['braggsim init my.yaml', 'braggsim simulate my.yaml'],
  async run({ positionals: [file = 'experiment.yaml'], options: { force = false, all = false } }, { out }) {
    if (existsSync(file) && !force) {
      throw usageError(`'${file}' is there already; give another name, or --force to replace it`);
    }
    const files = openOutputs([file]);
    files.write(file, [new TextEncoder().encode(experimentTemplate({ all }))]);
    await files.commit();
    out(`wrote ${file}\nrun it: braggsim simulate ${file}\n`);
  },
});
