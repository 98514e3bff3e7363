import { resolveChoices } from '@braggsim/core';
import { expect, test } from 'vitest';
import { resolveMosaic } from './mosaic';
import { orientations } from './orientations';
import { resolveScan } from './scan';

const choices = resolveChoices('corrected');
const cube = { a: [1e-8, 0, 0], b: [0, 1e-8, 0], c: [0, 0, 1e-8] } as const;

test('absurd counts are refused before anything is allocated', () => {
  expect(() => resolveScan({ widthDeg: 1, phiSteps: 2e9 }, choices)).toThrow('at most 1000000 spindle samples');
  expect(() => resolveScan({ widthDeg: 1, stepDeg: 1e-9 }, choices)).toThrow('not 1000000000');
  expect(() => resolveMosaic({ spreadDeg: 1, domains: 2e9 }, choices)).toThrow('at most 1000000 mosaic domains');
});

test('so is their product', () => {
  const scan = resolveScan({ widthDeg: 1, phiSteps: 2000 }, choices).value;
  const mosaic = resolveMosaic({ spreadDeg: 1, domains: 1000 }, choices).value;
  expect(() => orientations(cube, [0, 0, 1], scan, mosaic)).toThrow('not 2000000');
});
