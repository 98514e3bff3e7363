/**
 * Fuzzes the parsers, guided by the code that damaged files reach, and reports how many files were read and refused.
 *
 *   npx tsx --conditions=source tools/fuzz/fuzz-run.ts [files for each] [seed] [--save] [--only PART] [--rest COUNT] [--shard 1/2]
 *
 * `--save` stores some of the files that reached new code in tools/fuzz/corpus, `--only` selects the parsers whose name
 * contains a part, `--rest` is the number of files for parsers that are not in `field-parsers.ts`, and `--shard`
 * selects every second (or n-th) parser, for a run on several cores.
 */
import { parseArgs } from 'node:util';
import { readCorpus, writeCorpus } from './corpus';
import { FIELD_PARSERS } from './field-parsers';
import { guidedFuzz, smallCorpus } from './guided';
import { PARSERS } from './parsers';

/** Largest number of corpus files of one parser. */
const MAX_SAVED = 12;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    save: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rest: { type: 'string' },
    shard: { type: 'string', default: '1/1' },
  },
});
const [count, seed] = [Number(positionals[0] ?? 100_000), Number(positionals[1] ?? 1)];
const [shard = 1, shards = 1] = values.shard.split('/').map(Number);
let [total, failed] = [0, 0];
for (const [i, [name, parser]] of Object.entries(PARSERS).entries()) {
  if (!name.includes(values.only) || i % shards !== shard - 1) continue;
  const wanted = name in FIELD_PARSERS ? count : Number(values.rest ?? count);
  const seeds = [...(parser.seeds ?? [parser.sample]), ...readCorpus(name)];
  const started = performance.now();
  const { read, refused, tried, failures, kept, blocks } = guidedFuzz(
    { ...parser, seeds },
    Math.min(wanted, parser.many ?? wanted),
    seed,
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `${name}: ${tried} files, ${read} read, ${refused} refused, ${kept.length} kept, ${blocks} blocks, ${failures.length} failures, ${seconds} s`,
  );
  for (const failure of failures) console.log(`FAILED ${name}: ${failure}`);
  total += tried;
  failed += failures.length;
  if (values.save) writeCorpus(name, smallCorpus(parser, [...readCorpus(name), ...kept], MAX_SAVED));
}
console.log(`${total} files in all, seed ${seed}, ${failed} failures`);
process.exitCode = failed === 0 ? 0 : 1;
