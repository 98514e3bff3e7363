import { expect, test } from 'vitest';
import { checkDemand, mustHaveGpu } from './missing-gpu';

const LINUX = { platform: 'linux', arch: 'x64' } as const;

test.each([
  ['Linux on x64 with glibc', LINUX, undefined, true, true],
  ['with the variable empty', LINUX, '', true, true],
  ['with the variable 0', LINUX, '0', true, false],
  ['with musl', LINUX, undefined, false, false],
  ['on arm64', { ...LINUX, arch: 'arm64' } as const, undefined, true, false],
  ['on macOS', { ...LINUX, platform: 'darwin' } as const, undefined, false, false],
  ['on macOS with the variable 1', { ...LINUX, platform: 'darwin' } as const, '1', false, true],
])('whether a GPU is demanded: %s', (_, system, required, hasGlibc, demanded) => {
  expect(mustHaveGpu(system, required, hasGlibc)).toBe(demanded);
});

test('a missing GPU is an error where one is demanded', () => {
  expect(() => checkDemand('no driver', true)).toThrow(
    'expected a GPU, if only one of software; found none: no driver.',
  );
  checkDemand(undefined, true);
  checkDemand('no driver', false);
});
