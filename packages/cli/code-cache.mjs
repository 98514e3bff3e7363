/**
 * Keeps the code that V8 makes of the commands, the functions of a typical run among them, for bin/start.js. From
 * Node 22.1 on Node does so itself.
 *
 *   node code-cache.mjs                      all commands, each in a process of its own
 *   node code-cache.mjs COMMAND ARGUMENT...  one of them, after a run with these arguments
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { codeOf, compile, enableCompileCache } from './bin/start.js';

/** Run in this order in one folder, from the files below and those of the commands before. */
const TYPICAL = {
  nanoBragg: '-default_F 100 -cell 100 100 100 90 90 90 -N 5 -lambda 1 -oversample 1 -detpixels 64',
  noisify: '-floatfile floatimage.bin',
  nonBragg: '-stol glass.stol -lambda 1 -detpixels 64',
  simulate: 'simulate typical.yaml --detpixels 64 -o typical.img -o typical.png',
  braggsim: 'stats typical.img',
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
    for (const [command, argv] of Object.entries(TYPICAL)) {
      execFileSync(process.execPath, [self, command, ...argv.split(' ')], { cwd, stdio: 'pipe' });
    }
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

function keep(command) {
  const { script, run } = compile(command);
  process.on('exit', () => {
    // V8 takes code only under the flags that it was made under, and this one is set while a command runs.
    setFlagsFromString('--no-experimental-wasm-relaxed-simd');
    writeFileSync(codeOf(command), script.createCachedData());
  });
  run();
}

const [command] = process.argv.splice(2, 1);
if (command) keep(command);
else if (!enableCompileCache) keepAll();
