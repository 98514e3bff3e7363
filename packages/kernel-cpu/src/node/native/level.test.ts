import { expect, test } from 'vitest';
import { type Machine, vectorLevel } from './level';

const machine = (flags: string, more: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  arch: 'x64',
  cpuInfo: () => `processor\t: 0\nflags\t\t: fpu ${flags}\nbugs\t\t:\n`,
  ...more,
});
const AVX2 = 'avx avx2 bmi1 bmi2 fma';
const AVX512 = `${AVX2} avx512f avx512bw avx512cd avx512dq avx512vl`;

test('the widest vectors of the processor are taken', () => {
  expect(vectorLevel('auto', machine(AVX512))).toMatchObject({ bytes: 64 });
  expect(vectorLevel('auto', machine(AVX512))).not.toHaveProperty('narrowerBecause');
  expect(vectorLevel('auto', machine(AVX2))).toMatchObject({
    bytes: 32,
    narrowerBecause: 'this processor has no AVX-512',
  });
});

test('narrower ones can be asked for, wider ones only as far as there are any', () => {
  expect(vectorLevel(128, machine(AVX512))).toMatchObject({
    bytes: 16,
    narrowerBecause: 'vectors of at most 128 bits were asked for',
  });
  expect(vectorLevel(256, machine(AVX512))).toMatchObject({
    bytes: 32,
    narrowerBecause: 'vectors of at most 256 bits were asked for',
  });
  expect(vectorLevel(300, machine(AVX512))).toMatchObject({ bytes: 32 });
  expect(vectorLevel(512, machine(AVX2))).toMatchObject({
    bytes: 32,
    narrowerBecause: 'this processor has no AVX-512',
  });
});

test('a processor that lacks one of the instructions does not have the level', () => {
  expect(vectorLevel('auto', machine(AVX512.replace('avx512dq', '')))).toMatchObject({ bytes: 32 });
  expect(vectorLevel('auto', machine(AVX2.replace('fma', '')))).toBe('this processor has no AVX2');
});

test('other machines have none', () => {
  expect(vectorLevel('auto', machine(AVX512, { arch: 'arm64' }))).toContain('linux on arm64');
  expect(vectorLevel('auto', machine(AVX512, { platform: 'win32' }))).toContain('win32');
  const cpuInfo = () => {
    throw new Error('Access to this API has been restricted');
  };
  expect(vectorLevel('auto', machine('', { cpuInfo }))).toContain('restricted');
});
