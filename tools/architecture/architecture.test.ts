import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { finish, folder, SMALL } from '../../packages/cli/src/braggsim/run.fixture';
import { ROOT } from '../steps.mjs';
import { calledDuring } from './coverage';
import { drawing } from './drawing';
import { levels, reachable, realImports, reduced } from './imports';
import { journeyOf } from './journey';
import { importsDrawing, withArrows } from './page';

const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');

test('the drawing and the table of arrows agree with the code', () => {
  const hint = 'update them: npx tsx tools/architecture/write.ts';
  expect(readFileSync(join(ROOT, 'docs/architecture.svg'), 'utf8'), hint).toBe(importsDrawing());
  expect(page, hint).toBe(withArrows(page));
});

test('imports are those of the sources without tests', () => {
  const imports = realImports();
  expect(imports.get('core')).toEqual(['formula']);
  expect(imports.get('simulate')).toContain('kernel-cpu');
  expect(imports.get('lattice')).not.toContain('testkit');
});

test('a drawing omits arrows that follow from others, and places each package above its imports', () => {
  const imports = new Map([
    ['low', []],
    ['mid', ['low']],
    ['top', ['low', 'mid']],
  ]);
  expect([...reachable(imports, 'top')].sort()).toEqual(['low', 'mid']);
  expect(reduced(imports).get('top')).toEqual(['mid']);
  expect([...levels(imports).values()]).toEqual([0, 1, 2]);
  const svg = drawing(imports, (from) => from === 'top');
  expect(svg.match(/marker-end/g)).toHaveLength(2);
  expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
  const y = (name: string) => Number(new RegExp(`y="([\\d.]+)"[^>]*>${name}<`).exec(svg)?.[1]);
  expect(y('top')).toBeLessThan(y('mid'));
  expect(y('mid')).toBeLessThan(y('low'));
});

test('functions of the journey are read with their files', () => {
  const text = '## From a flag to a pixel\n\n1. `one` ([a/b.ts](../a/b.ts)), `two` ([c.ts](../c.ts))\n\n## Next\n';
  expect(journeyOf(text)).toEqual([
    { name: 'one', file: 'a/b.ts' },
    { name: 'two', file: 'c.ts' },
  ]);
  expect(() => journeyOf(text.replace('[c.ts]', '[d.ts]'))).toThrow(
    "the text of the link of 'two' is d.ts, but its target is c.ts",
  );
  expect(() => journeyOf('# Else\n')).toThrow('has no section');
});

/**
 * A factor of a plug-in. A process caches compiled code for later runs with the same terms, so a factor that no other
 * test uses ensures that this run compiles its code.
 */
const FACTOR = `export const rising = {
  kind: 'term', slot: 'factor', id: 'rising', version: 1, params: {}, about: { equation: 'sinThetaOverLambda^2 + 1', citation: 'for tests' },
  inputs: ['sinThetaOverLambda'], constants: () => ({}), formula: (m, { sinThetaOverLambda }) => m.sum(m.product(sinThetaOverLambda, sinThetaOverLambda), m.value(1)),
};`;

test('a run calls every function of the journey', async () => {
  const stops = journeyOf(page);
  expect(stops.length).toBeGreaterThan(30);
  const files = folder();
  try {
    const experiment = files.put('experiment.yaml', 'beam: { wavelengthA: 1.1 }\nsampling: { oversample: 1 }\n');
    const plugin = ['--plugin', files.put('rising.mjs', FACTOR), '--stage', 'factors.rising'];
    const flags = ['--wavelength', '1.2', ...SMALL, ...plugin, '--noise', '-o', files.at('image.img')];
    const called = await calledDuring(async () => {
      expect((await finish(['simulate', experiment, ...flags])).code).toBe(0);
    });
    expect(stops.filter(({ file, name }) => !called(file, name))).toEqual([]);
    expect(called('packages/core/src/inputs.ts', 'noSuchFunction')).toBe(false);
  } finally {
    files.remove();
  }
});
