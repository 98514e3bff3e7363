import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folder } from './nanobragg/run.fixture';

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

test('simulate loads none of the modules of Node for servers, keys and compression', () => {
  const bin = fileURLToPath(new URL('../bin/braggsim.js', import.meta.url));
  const script = `process.argv.splice(1, 0, 'braggsim');
    process.on('exit', () => console.log(JSON.stringify(process.moduleLoadList)));
    require(${JSON.stringify(bin)});`;
  const flags = '--default-f 10 --cell 50 --detpixels 8 --oversample 1 -o x.img'.split(' ');
  const here = folder();
  const options = { cwd: here.path, encoding: 'utf8' } as const;
  const { stdout } = spawnSync(process.execPath, ['--eval', script, 'simulate', ...flags], options);
  expect(here.names()).toContain('x.img');
  here.remove();
  const loaded = JSON.parse(stdout.trim().split('\n').at(-1) as string) as string[];
  expect(loaded).toContain('NativeModule vm');
  expect(loaded.filter((name) => /NativeModule (https?|net|crypto|zlib|child_process|perf_hooks)$/.test(name))).toEqual(
    [],
  );
});

test('what listens for the end of all work may go on before the process ends', () => {
  const bin = fileURLToPath(new URL('../bin/nanoBragg.js', import.meta.url));
  const script = `process.argv.splice(1, 0, 'nanoBragg');
    require(${JSON.stringify(bin)});
    process.once('beforeExit', () => setTimeout(() => console.log('went on'), 10));`;
  const { stdout, status } = spawnSync(process.execPath, ['--eval', script, '--', '-version'], { encoding: 'utf8' });
  expect(stdout).toMatch(/^braggsim .*\nwent on\n$/);
  expect(status).toBe(0);
});
