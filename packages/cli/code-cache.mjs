/**
 * Keeps the code that V8 makes of the commands, the functions of a typical run among them, for bin/start.js. From
 * Node 22.1 on Node does so itself.
 *
 *   node code-cache.mjs          all commands, each in a process of its own
 *   node code-cache.mjs COMMAND  one of them, after its typical runs
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { codeOf, compile, enableCompileCache } from './bin/start.js';

const CUBE = '-default_F 100 -cell 100 100 100 90 90 90 -N 5 -lambda 1 -oversample 1 -detpixels 64';
const SIMULATE = 'simulate typical.yaml --detpixels 64 -o typical.img -o typical.png';
/** Ends the runs that a machine without a C compiler refuses: there, what only they use is not kept. */
const NATIVE = '-native require';
/** Run in this order in one folder, from the files below and those of the commands before. */
const TYPICAL = {
  nanoBragg: [CUBE, `${CUBE} -precision single`, `${CUBE} ${NATIVE}`],
  noisify: ['-floatfile floatimage.bin'],
  nonBragg: ['-stol glass.stol -lambda 1 -detpixels 64'],
  simulate: [SIMULATE, `${SIMULATE} --precision double`, `${SIMULATE} -${NATIVE}`],
  braggsim: ['stats typical.img'],
};
const FILES = {
  'glass.stol': '0 10\n0.5 5\n1 1\n',
  'typical.yaml': 'crystal: { cell: [100, 100, 100, 90, 90, 90] }\nstructureFactors: { default: 100 }',
};

function keepAll() {
  const self = fileURLToPath(import.meta.url);
  const cwd = mkdtempSync(join(tmpdir(), 'braggsim-code-'));
  try {
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(cwd, name), text);
    for (const command of Object.keys(TYPICAL)) {
      execFileSync(process.execPath, [self, command], { cwd, stdio: 'pipe' });
    }
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

function keep(command) {
  const { script, run } = compile(command);
  const lines = [...TYPICAL[command]];
  let line = '';
  /** Begins the next run, when nothing of the one before is left to do. */
  const runNext = () => {
    if (process.exitCode && !line.endsWith(NATIVE)) return;
    process.exitCode = 0;
    line = lines.shift() ?? '';
    if (line === '') return;
    process.argv.splice(2, Number.POSITIVE_INFINITY, ...line.split(' '));
    run();
  };
  process.on('beforeExit', runNext);
  process.on('exit', () => {
    // V8 takes code only under the flags that it was made under, and this one is set while a command runs.
    setFlagsFromString('--no-experimental-wasm-relaxed-simd');
    writeFileSync(codeOf(command), script.createCachedData());
  });
  runNext();
}

const [command] = process.argv.splice(2, 1);
if (command) keep(command);
else if (!enableCompileCache) keepAll();
