import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { compile, findCompiler } from './compiler';
import { folders, stubCompiler } from './native.fixture';

const { make, removeAll } = folders();
afterEach(removeAll);

const compilerAt = (path: string) => {
  const found = findCompiler({ BRAGGSIM_CC: path });
  if (typeof found === 'string') throw new Error(found);
  return found;
};
const compiled = (script: string, { timeoutMs = 20_000, writes = true } = {}) => {
  const folder = make();
  const output = join(folder, 'out');
  if (writes) writeFileSync(output, '');
  const compiler = compilerAt(stubCompiler(folder, script));
  return compile(compiler, 'int x;', { flags: [], output, timeoutMs }).then((result) => ({ result, folder, output }));
};

test('without a compiler there is a reason', () => {
  expect(findCompiler({ PATH: '' })).toBe('there is no C compiler (cc, gcc, clang) on the PATH');
  expect(findCompiler({})).toContain('no C compiler');
});

test('a compiler is found through links, and relative folders of the PATH are left out', () => {
  const [real, linked] = [make(), make()];
  const path = stubCompiler(real, 'exit 0');
  symlinkSync(path, join(linked, 'cc'));
  const found = findCompiler({ PATH: `.:bin:${linked}` });
  // A compiler may go by the name under which it is called.
  expect(found).toEqual({ path: join(linked, 'cc'), identity: expect.stringContaining(path) });
  expect(findCompiler({ PATH: '.:bin' })).toContain('no C compiler');
});

test('a compiler that is named must be there, by an absolute path', () => {
  for (const path of ['cc', './cc', '/nowhere/cc', '/']) {
    expect(findCompiler({ BRAGGSIM_CC: path, PATH: process.env.PATH })).toBe(
      `BRAGGSIM_CC must be the absolute path of a C compiler, not '${path}'`,
    );
  }
});

test('a compiler that fails is quoted, and fails for good', async () => {
  const { result } = await compiled('echo "note: reading" >&2; echo "fatal error: no immintrin.h" >&2; exit 1');
  expect(result).toMatchObject({
    cause: 'source',
    failure: expect.stringMatching(/cc failed: fatal error: no immintrin.h$/),
  });
});

test('a compiler that writes nothing has failed', async () => {
  const { result } = await compiled('exit 0', { writes: false });
  expect(result).toEqual({ cause: 'source', failure: expect.stringMatching(/cc wrote no file$/) });
});

test.each([
  ['storage', '/usr/bin/ld: final link failed: No space left on device', 'collect2: error: ld returned 1 exit status'],
  [
    'storage',
    'ld: cannot open output file /x/y: No such file or directory',
    'collect2: error: ld returned 1 exit status',
  ],
  ['storage', 'warning: slow', 'fatal error: error writing to folder/x.s: Disk quota exceeded'],
  ['process', 'cc: fatal error: Killed signal terminated program cc1', 'compilation terminated.'],
  ['process', 'cc1: out of memory allocating 65536 bytes'],
  ['source', 'fatal error: immintrin.h: No such file or directory'],
])('the cause %s is found in the messages %s %s', async (cause, ...lines) => {
  const { result } = await compiled(`${lines.map((line) => `echo '${line}' >&2`).join('; ')}; exit 1`);
  const reported = lines.find((line) => !line.startsWith('warning'));
  expect(result).toEqual({ cause, failure: expect.stringMatching(/cc failed: /) });
  expect(result).toHaveProperty('failure', expect.stringContaining(reported ?? ''));
});

test('one that is killed or takes too long may do better next time', async () => {
  expect((await compiled('kill -9 $$')).result).toMatchObject({
    cause: 'process',
    failure: expect.stringContaining('SIGKILL'),
  });
  const { result, folder } = await compiled('dirname "$0" > /dev/null; echo $$ > "$(dirname "$0")/pid"; sleep 100', {
    timeoutMs: 500,
  });
  expect(result).toMatchObject({ cause: 'process', failure: expect.stringContaining('longer than 0.5 s') });
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  await expect.poll(() => existsSync(`/proc/${pid}/exe`)).toBe(false);
});

test('the environment is a clean one, and no shell reads the flags', async () => {
  process.env.BRAGGSIM_TEST_SECRET = 'x';
  const folder = make();
  const compiler = compilerAt(stubCompiler(folder, 'env > "$(dirname "$0")/env"; echo "$*" > "$(dirname "$0")/flags"'));
  await compile(compiler, '', { flags: ['-D$(touch bad)'], output: join(folder, 'out'), timeoutMs: 20_000 });
  delete process.env.BRAGGSIM_TEST_SECRET;
  const names = readFileSync(join(folder, 'env'), 'utf8')
    .split('\n')
    .map((line) => line.split('=')[0]);
  expect(names).not.toContain('BRAGGSIM_TEST_SECRET');
  expect(names).toEqual(expect.arrayContaining(['PATH', 'LC_ALL', 'TMPDIR']));
  expect(readFileSync(join(folder, 'flags'), 'utf8')).toContain('-D$(touch bad)');
});
