import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { version } from '../terminal/version';
import { commands } from './commands';
import { finish, folder } from './run.fixture';

const ESCAPE = String.fromCharCode(27);

test('without a command an overview is printed', async () => {
  const { code, out } = await finish([]);
  expect(code).toBe(0);
  for (const name of commands.keys()) expect(out).toContain(`  ${name} `);
  expect((await finish(['--help'])).out).toBe(out);
  expect((await finish(['--version'])).out).toBe(`braggsim ${version}\n`);
});

test.each([...commands.keys()])('the help of %s fits into 100 columns and names every flag', async (name) => {
  const { out } = await finish([name, '--help']);
  const command = await commands.get(name)?.();
  // Example lines are meant to be copied, so they are not broken.
  const text = out.split(/\nExamples\n/)[0] as string;
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  for (const { flag } of Object.values(command?.options ?? {})) expect(out).toContain(`${flag} `);
  expect(out).not.toContain(ESCAPE);
  expect((await finish(['help', name])).out).toBe(out);
});

test('the help shows units and defaults', async () => {
  const { out } = await finish(['simulate', '-h']);
  expect(out).toMatch(/--distance <x> +Sample to detector plane along the beam \[mm; default 100\]/);
  expect(out).toMatch(/-o, --out <file>/);
  expect(out).toMatch(/--detpixels <n\[,n\]>/);
});

test('help is coloured on a terminal only', async () => {
  const { out } = await finish(['simulate', '--help'], { colour: true });
  expect(out).toContain(`${ESCAPE}[1mBeam${ESCAPE}[0m`);
});

test('an unknown command ends with exit code 2', async () => {
  expect(await finish(['simulat'])).toEqual({
    code: 2,
    out: '',
    err: "braggsim: there is no command 'simulat'; did you mean braggsim simulate?\n",
  });
  expect((await finish(['help', 'explian'])).err).toContain('did you mean braggsim explain?');
});

test('explain lists the given fields and their sources', async () => {
  const here = folder();
  const file = here.put('x.yaml', 'structureFactors: { default: 10 }\ncrystal: { cell: 50 }\nscan: { widthDeg: 1 }\n');
  const { code, out, err } = await finish(['explain', file, '--distance', '80']);
  here.remove();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/crystal\.cell +\[50\] +\(.*x\.yaml\)/);
  expect(out).toMatch(/detector\.distanceMm +80 +\(--distance\)/);
  expect(out).toContain('phiSample (P11)');
});

test('the completion script contains commands, flags and words, and bash accepts it', async () => {
  const { out } = await finish(['completion', 'bash']);
  const complete = (...line: string[]) =>
    execFileSync('bash', [
      '-c',
      `${out}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"
       _braggsim braggsim "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"; echo "\${COMPREPLY[@]}"`,
      'bash',
      ...line,
    ])
      .toString()
      .trim();
  expect(complete('braggsim', 'sim')).toBe('simulate');
  expect(complete('braggsim', 'simulate', '--dist')).toBe('--distance');
  expect(complete('braggsim', 'simulate', '--kernel', 'r')).toBe('reference');
  for (const shell of ['zsh', 'fish']) {
    const script = (await finish(['completion', shell])).out;
    expect(script).toContain('simulate');
    expect(script).toMatch(/distance/);
  }
  expect((await finish(['completion', 'tcsh'])).err).toContain(
    "there is completion for bash, zsh, fish, not for 'tcsh'",
  );
  expect((await finish(['completion'])).code).toBe(2);
});
