import { formatG } from '@braggsim/core/text';
import { builtinTables } from '@braggsim/experiment';
import { explain as explainExperiment } from '../../terminal/explain';
import { type Arguments, command } from '../../terminal/subcommand';
import { experimentOptions, experimentOptionsWith } from '../experiment-options';
import { type Preparation, prepare } from '../preparation';

/** Lists the fields that an experiment gives, and whether a file or a flag gave them. */
function givenLines({ experiment, origins }: Preparation): string[] {
  const valueAt = (path: string): unknown =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], experiment);
  const shown = (value: unknown) => (typeof value === 'number' ? formatG(value, 12) : JSON.stringify(value));
  const width = Math.max(0, ...[...origins.keys()].map((path) => path.length));
  return [...origins].flatMap(([path, origin]) => {
    const value = valueAt(path);
    const line = (text: string) => `  ${path.padEnd(width)}  ${text}  (${origin})`;
    if (!Array.isArray(value) || !Object.hasOwn(builtinTables.records, path)) return [line(shown(value))];
    return [line(`${value.length} of them`), ...value.map((row) => `    - ${shown(row)}`)];
  });
}

/**
 * The command that explains how an experiment was resolved, and where the C program differs from correct physics in it.
 */
export const explain = command({
  name: 'explain',
  summary: 'explain what was resolved, and what differs from the C program and why',
  positionals: '[experiment.yaml]',
  arity: [0, 1],
  options: experimentOptions,
  pluginOptions: experimentOptionsWith,
  examples: ['braggsim explain lysozyme.yaml', 'braggsim explain lysozyme.yaml --compat nanobragg-c'],
  async run(args, { out }) {
    const preparation = await prepare(args as Arguments);
    const { experiment, inputs, built, stages, plugins, origins } = preparation;
    const lines = [
      ...(origins.size > 0 ? ['given:', ...givenLines(preparation), ''] : []),
      ...(await explainExperiment(experiment, inputs, built, stages, plugins)),
    ];
    out(lines.map((line) => `${line}\n`).join(''));
  },
});
