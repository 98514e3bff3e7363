import { bench } from 'vitest';
import { resolveBeam } from './beam';
import { sourcePlan } from './plan';
import { parseSources } from './source-file';
import { resolveSources } from './sources';

const frame = { beam: [1, 0, 0], polarization: [0, 0, 1], vertical: [0, -1, 0] } as const;
const section = { divergenceMrad: { horizontal: 4, vertical: 3, steps: 31 }, dispersionPercent: 2, dispersionSteps: 5 };
const beam = resolveBeam(section).value;
const text = Array.from({ length: 2000 }, (_, i) => `-10 ${i * 1e-5} ${-i * 1e-5} 1 1e-10`).join('\n');

bench('a grid of 31 x 31 directions and 5 wavelengths, to a plan', () => {
  sourcePlan(resolveSources(section, beam, frame, undefined, { sourceWeights: 'normalize' }).value, [0, 0, 1]);
});

bench('a file of 2000 sources', () => {
  parseSources(text);
});
