/**
 * Compares native code with WebAssembly, byte by byte, in every precision at every width of vectors that the machine has: images of all
 * reference cases and of special and random experiments, and derivatives. `npm run native-bytes -- --help` lists the options.
 */
import { parseArgs } from 'node:util';
import { folder, putPhysicsInputs } from '@braggsim/testkit';
import { nativeWidths } from '../../packages/simulate/src/node/native-bytes.fixture';
import cacheFolder from '../lanes/cache-folder';
import '../lanes/relaxed-simd';
import { compareAll, summary } from './compare-all';
import { KINDS } from './comparisons';

const HELP = `npm run native-bytes -- [options]
  --kind NAME    plans of one kind: ${Object.keys(KINDS).join(', ')} (all)
  --plan TEXT    only plans whose name contains TEXT
  --from N       number of the first plan, from 1; the numbers stand in the lines of plans
  --to N         number of the last plan
  --minutes N    begin no plan after N minutes; the last line says where to go on
  --bits LIST    widths of vectors (all that the machine has)
  --separate     fuse no products and sums, as in images of data sets; leaves derivatives out
All takes about an hour of one core. The last line has the counts; the exit code is 1 unless all that was compared is equal.`;

const { values: options } = parseArgs({
  options: {
    kind: { type: 'string' },
    plan: { type: 'string', default: '' },
    from: { type: 'string', default: '1' },
    to: { type: 'string', default: 'Infinity' },
    minutes: { type: 'string', default: 'Infinity' },
    bits: { type: 'string' },
    separate: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function numberOf(option: 'from' | 'to' | 'minutes', least: number): number {
  const number = Number(options[option]);
  if (!(number >= least)) throw new Error(`--${option} must be a number from ${least}, found '${options[option]}'`);
  return number;
}

async function main(): Promise<void> {
  if (options.help) return console.log(HELP);
  const { kind } = options;
  if (kind !== undefined && !Object.hasOwn(KINDS, kind)) {
    throw new Error(`--kind must be one of ${Object.keys(KINDS).join(', ')}, found '${kind}'`);
  }
  const machine = await nativeWidths();
  if (typeof machine === 'string') throw new Error(`this machine has no native code: ${machine}`);
  const widths = options.bits?.split(',').map(Number) ?? machine;
  const unknown = widths.find((bits) => !machine.includes(bits));
  if (unknown !== undefined) throw new Error(`--bits must be of ${machine.join(', ')}, found '${options.bits}'`);
  const end = performance.now() + 60_000 * numberOf('minutes', 0);
  const removeCache = cacheFolder();
  const files = folder();
  try {
    putPhysicsInputs(files);
    const kinds = kind === undefined ? Object.keys(KINDS) : [kind];
    const lists = kinds.map((name) => KINDS[name]?.(files, !options.separate) ?? []);
    const all = (await Promise.all(lists)).flat();
    const counts = await compareAll(
      all.filter(({ name }) => name.includes(options.plan)),
      {
        ...{ widths, from: numberOf('from', 1), to: numberOf('to', 1) },
        isOver: () => performance.now() > end,
        print: (line) => console.log(line),
      },
    );
    console.log(summary(counts));
    process.exitCode = counts.equal > 0 && counts.differing + counts.failed === 0 ? 0 : 1;
  } finally {
    files.remove();
    removeCache();
  }
}

await main();
