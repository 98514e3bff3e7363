import { formatG, valueAt } from '@braggsim/core/text';
import { builtinTables } from '@braggsim/experiment';
import { nodeKernels } from '@braggsim/simulate/node';
import { derivativeLines, explain as explainExperiment } from '@braggsim/simulate/text';
import { type Arguments, command, type OptionTable } from '../../terminal/subcommand';
import { experimentOptions, experimentOptionsWith } from '../experiment-options';
import { type Preparation, prepare } from '../preparation';

/** Lists the fields that an experiment gives, and whether a file or a flag gave them. */
function givenLines({ given, origins }: Preparation): string[] {
  const shown = (value: unknown) => (typeof value === 'number' ? formatG(value, 12) : JSON.stringify(value));
  const width = Math.max(0, ...[...origins.keys()].map((path) => path.length));
  return [...origins].flatMap(([path, origin]) => {
    const value = valueAt(given, path);
    const line = (text: string) => `  ${path.padEnd(width)}  ${text}  (${origin})`;
    if (!Array.isArray(value) || !Object.hasOwn(builtinTables.records, path)) return [line(shown(value))];
    return [line(`${value.length} of them`), ...value.map((row) => `    - ${shown(row)}`)];
  });
}

const ownOptions = {
  derivatives: {
    type: 'stringList',
    flag: '--derivatives',
    value: 'fields',
    group: 'Run',
    doc: 'compare derivatives of the sum of all pixels with central differences: crystal.cell.a, detector.distanceMm, turn.x, factors.0.bA2',
  },
} as const satisfies OptionTable;

/**
 * The command that explains how an experiment was resolved, and where the C program differs from correct physics in it.
 */
export const explain = command({
  name: 'explain',
  summary: 'explain what was resolved, and what differs from the C program and why',
  positionals: '[experiment.yaml]',
  arity: [0, 1],
  options: { ...experimentOptions, ...ownOptions } as OptionTable & typeof ownOptions,
  pluginOptions: (plugins) => ({ ...experimentOptionsWith(plugins), ...ownOptions }),
  examples: [
    'braggsim explain lysozyme.yaml',
    'braggsim explain lysozyme.yaml --compat nanobragg-c',
    'braggsim explain lysozyme.yaml --roi 0,63,0,63 --derivatives crystal.cell.a,turn.x',
  ],
  async run(args, { out }) {
    const preparation = await prepare(args as Arguments);
    const { experiment, inputs, built, stages, plugins, origins } = preparation;
    const { derivatives } = args.options;
    const fields = (derivatives ?? []).flatMap((word) => word.split(',')).map((word) => word.trim());
    const lines = [
      ...(origins.size > 0 ? ['given:', ...givenLines(preparation), ''] : []),
      ...(await explainExperiment(experiment, inputs, built, stages, plugins)),
      ...(fields.length > 0
        ? ['', ...(await derivativeLines(experiment, { ...preparation, kernels: nodeKernels }, fields))]
        : []),
    ];
    out(lines.map((line) => `${line}\n`).join(''));
  },
});
