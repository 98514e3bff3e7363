import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test.each(['braggsim', 'simulate', 'nanoBragg', 'noisify', 'nonBragg'])(
  'V8 accepts the cached code of %s',
  (command) => {
    const start = fileURLToPath(new URL('../bin/start.js', import.meta.url));
    const script = `const { compile, enableCompileCache, readCode } = require(${JSON.stringify(start)});
    const kept = () => compile('${command}', readCode('${command}')).script.cachedDataRejected === false;
    console.log(enableCompileCache !== undefined || kept());`;
    expect(spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' }).stdout).toBe('true\n');
  },
);
