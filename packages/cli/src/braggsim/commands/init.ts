import { existsSync } from 'node:fs';
import { usageError } from '@braggsim/core';
import { openOutputs } from '@braggsim/core/node';
import { experimentTables, experimentTemplate, SHORTHANDS } from '@braggsim/experiment';
import { command } from '../../terminal/subcommand';

const options = {
  all: { type: 'boolean', flag: '--all', doc: 'include every field and readout stage, not only the common ones' },
  force: { type: 'boolean', flag: '--force', short: '-f', doc: 'replace an existing file' },
  plugin: SHORTHANDS.plugin,
} as const;

/** The command that writes an experiment file as a starting point. */
export const init = command({
  name: 'init',
  summary: 'write a commented experiment file as a starting point',
  positionals: '[file]',
  arity: [0, 1],
  options,
  pluginOptions: () => options,
  description:
    'The file is named experiment.yaml by default. It can be simulated unchanged, and lists further fields as comments.',
  examples: ['braggsim init my.yaml', 'braggsim simulate my.yaml'],
  async run({ positionals: [file = 'experiment.yaml'], options: { force = false, all = false }, plugins }, { out }) {
    if (existsSync(file) && !force) {
      throw usageError(`'${file}' already exists; give another name, or --force to replace it`);
    }
    const files = openOutputs([file]);
    files.write(file, [new TextEncoder().encode(experimentTemplate({ all }, experimentTables(plugins)))]);
    await files.commit();
    out(`wrote ${file}\nrun it: braggsim simulate ${file}\n`);
  },
});
