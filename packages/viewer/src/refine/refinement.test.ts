import { ran1 } from '@braggsim/core/random';
import { codecFor } from '@braggsim/detector-io';
import type { Experiment } from '@braggsim/experiment';
import { simulate } from '@braggsim/simulate';
import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import { BACKGROUND, poisson, TRUTH } from '../../../refine/src/testing/noisy-crystal';
import { refineImage } from './refinement';

/** A geometry file with the panel of the experiment, of which no value of the image is good. */
const LIMITED = [
  ...['clen = 0.06', 'res = 10000', 'flag_lessthan = 1e5', 'p/corner_x = -60', 'p/corner_y = -60'],
  ...['p/min_fs = 0', 'p/max_fs = 119', 'p/min_ss = 0', 'p/max_ss = 119', 'p/fs = +1x', 'p/ss = +1y'],
];

test('masks of the detector and of the refinement leave out pixels together, and their files are warned of', async () => {
  const { panels, metadata } = await simulate(TRUTH);
  const codec = await codecFor('mask.npy');
  const rows = (first: number, last: number): Uint8Array => {
    const keep = Uint8Array.from({ length: 120 * 120 }, (_, i) => (i >= 120 * first && i < 120 * last ? 0 : 1));
    const chunks = codec.encode?.({ panels: [ndarray(keep, [120, 120])], metadata }, { name: 'mask.npy' }) ?? [];
    return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
  };
  const opened = new Map([
    ['top.npy', rows(0, 30)],
    ['bottom.npy', rows(90, 120)],
    ['nothing.npy', rows(0, 0)],
    ['p.geom', new TextEncoder().encode(LIMITED.join('\n'))],
  ]);
  const uniform = ran1(-1);
  const pixels = Float32Array.from(panels[0]?.data ?? [], (mean) => poisson(mean + BACKGROUND, uniform));
  const image = {
    name: 'image.img',
    panels: [{ pixels, pixelsFast: 120, pixelsSlow: 120 }],
    metadata,
    values: 'counts',
  } as const;
  const refined = (mask: Experiment['detector'] & object, more: Experiment['refine'] = {}, values?: 'photons') => {
    const refine = { free: ['scale'], boxPx: 4, maxEvaluations: 1, ...more };
    const experiment = { ...TRUTH, detector: { ...TRUTH.detector, ...mask }, refine };
    return refineImage(experiment, opened, { ...image, ...(values && { values }) }, () => {});
  };
  const rowsSeen = async (mask: Experiment['detector'] & object, ofRefinement?: string) => {
    const { boxes, warnings } = await refined(mask, ofRefinement ? { mask: ofRefinement } : {});
    const middles = boxes.map(({ slow }) => (slow[0] + slow[1]) / 2);
    return { least: Math.min(...middles), most: Math.max(...middles), warnings };
  };
  const all = await rowsSeen({});
  expect(all.least).toBeLessThan(30);
  expect(all.most).toBeGreaterThan(90);
  const some = await rowsSeen({ mask: ['folder/top.npy', 'nothing.npy'] }, 'bottom.npy');
  expect(some.least).toBeGreaterThan(30);
  expect(some.most).toBeLessThan(90);
  const aboutFiles = "'nothing.npy': it masks no pixel: those that do not count should be 0 in it";
  expect(some.warnings.filter((message) => !all.warnings.includes(message))).toEqual([aboutFiles]);

  const limited = { mask: ['p.geom'] };
  const { status, pixels: used } = await refined(limited);
  expect([status, used]).toEqual(['failed', 0]);
  // Limits of the experiment replace those of files, which are no limits of photons.
  expect((await refined(limited, { trusted: [0, 1e6] })).pixels).toBeGreaterThan(100);
  const { pixels: ofPhotons, warnings } = await refined(limited, {}, 'photons');
  expect(ofPhotons).toBeGreaterThan(100);
  expect(warnings).toContainEqual(
    expect.stringMatching(/^'p\.geom': the limits of values are not applied: .* the image has photons/),
  );
});
