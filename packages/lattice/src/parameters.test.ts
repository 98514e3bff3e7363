import type { ParameterTable } from '@braggsim/core';
import { expect, test } from 'vitest';
import { latticeParameters as table } from './parameters';

const latticeParameters: ParameterTable = table;

import { latticeTerms } from './terms';

test('flags are those of the manual, each used once', () => {
  const flags = Object.entries(latticeParameters).flatMap(([path, { flag }]) => (flag ? [[flag, path]] : []));
  expect(Object.fromEntries(flags)).toEqual({
    '--cell': 'crystal.cell',
    '--diffuse-gamma': 'crystal.diffuse.gammaA',
    '--diffuse-sigma': 'crystal.diffuse.sigmaA',
    '--diffuse-stencil': 'crystal.diffuse.stencil',
    '--matrix': 'crystal.matrix',
    '--orientation': 'crystal.orientation',
    '--b-factor': 'crystal.bFactorA2',
    '--resolution': 'crystal.resolutionA',
    '--blocks': 'crystal.blocks',
    '--misset': 'crystal.misset',
    '--ncells': 'crystal.cells',
    '--neighbours': 'crystal.neighbours',
    '--size': 'crystal.sizeUm',
    '--normalize': 'crystal.normalize',
    '--shape': 'crystal.shape',
    '--shape-symmetry': 'crystal.shapeSymmetry',
    '--mosaic': 'crystal.mosaic.spreadDeg',
    '--mosaic-distribution': 'crystal.mosaic.distribution',
    '--cell-spread': 'crystal.cellSpread.percent',
    '--mosaic-domains': 'crystal.mosaic.domains',
    '--mosaic-seed': 'crystal.mosaic.seed',
    '--phi': 'scan.startDeg',
    '--osc': 'scan.widthDeg',
    '--phi-steps': 'scan.phiSteps',
    '--images': 'scan.images',
  });
  expect(flags).toHaveLength(new Set(flags.map(([flag]) => flag)).size);
});

test('what the shapes need is declared, and every shape is registered under its id', async () => {
  for (const [id, make] of latticeTerms) {
    const shape = await make();
    expect(shape.id).toBe(id);
    expect(shape.slot).toBe('shape');
    for (const [path, parameter] of Object.entries(shape.params)) expect(latticeParameters[path]).toBe(parameter);
  }
});
