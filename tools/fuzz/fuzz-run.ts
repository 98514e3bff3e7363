/**
 * Fuzzes the parsers, guided by the code that damaged files reach, and says how many files were read and refused.
 *
 *   npx tsx --conditions=source tools/fuzz/fuzz-run.ts [files for each] [seed] [--save] [--only PART]
 *
 * `--save` keeps a few of the files that reached new code as tools/fuzz/corpus, `--only` takes the parsers whose name has a part.
 */
import { parseArgs } from 'node:util';
import { readCorpus, writeCorpus } from './corpus';
import { guidedFuzz, smallCorpus } from './guided';
import { PARSERS } from './parsers';

/** Files of the corpus of one parser. */
const MOST_SAVED = 12;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { save: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
});
const [count, seed] = [Number(positionals[0] ?? 100_000), Number(positionals[1] ?? 1)];
let [total, failed] = [0, 0];
for (const [name, parser] of Object.entries(PARSERS)) {
  if (!name.includes(values.only)) continue;
  const seeds = [...(parser.seeds ?? [parser.sample]), ...readCorpus(name)];
  const started = performance.now();
  const { read, refused, tried, failures, kept, blocks } = guidedFuzz(
    { ...parser, seeds },
    Math.min(count, parser.many ?? count),
    seed,
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `${name}: ${tried} files, ${read} read, ${refused} refused, ${kept.length} kept, ${blocks} blocks, ${failures.length} failures, ${seconds} s`,
  );
  for (const failure of failures) console.log(`FAILED ${name}: ${failure}`);
  total += tried;
  failed += failures.length;
  if (values.save) writeCorpus(name, smallCorpus(parser, [...readCorpus(name), ...kept], MOST_SAVED));
}
console.log(`${total} files in all, seed ${seed}, ${failed} failures`);
process.exitCode = failed === 0 ? 0 : 1;
