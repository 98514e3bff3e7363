import { vector } from '@braggsim/core';
import { boundsOf } from '@braggsim/core/kernel';
import { expect, test } from 'vitest';
import { CATALOGUE, withCatalogue } from './catalogue';
import { resolveDetector } from './detector';
import { gapMask } from './gaps';
import { recordingPanels } from './panels';

const sectionOf = (model: string) => withCatalogue({ model });
const goodPixels = (model: string): number => {
  const { pixelsFast = 0, pixelsSlow = 0, gapsPx } = sectionOf(model);
  return (
    gapMask({ pixelsFast, pixelsSlow }, gapsPx?.map(boundsOf))?.reduce((sum, keep) => sum + keep, 0) ??
    pixelsFast * pixelsSlow
  );
};

// Counts of modules times pixels of one, from the sources that the catalogue cites.
test.each([
  ['pilatus-1m', 981, 1043, 0.172, 2 * 5, 487 * 195],
  ['pilatus-2m', 1475, 1679, 0.172, 3 * 8, 487 * 195],
  ['pilatus-6m', 2463, 2527, 0.172, 5 * 12, 487 * 195],
  ['eiger-1m', 1030, 1065, 0.075, 1 * 2, 1030 * 514],
  ['eiger-4m', 2070, 2167, 0.075, 2 * 4, 1030 * 514],
  ['eiger-9m', 3110, 3269, 0.075, 3 * 6, 1030 * 514],
  ['eiger-16m', 4150, 4371, 0.075, 4 * 8, 1030 * 514],
  ['eiger2-16m', 4148, 4362, 0.075, 4 * 8, 1028 * 512],
  ['jungfrau-1m', 1030, 1064, 0.075, 1 * 2, 1030 * 514],
  ['jungfrau-4m', 2068, 2164, 0.075, 2 * 4, 1030 * 514],
  ['rayonix-mx225-2x2', 3072, 3072, 0.073242, 1, 3072 * 3072],
  ['rayonix-mx340hs-2x2', 3840, 3840, 0.0885417, 1, 3840 * 3840],
])('%s has the published pixels, and its modules are whole', (model, fast, slow, pixelMm, modules, each) => {
  expect(sectionOf(model)).toMatchObject({ pixelsFast: fast, pixelsSlow: slow, pixelMm });
  expect(goodPixels(model)).toBe(modules * each);
});

test('gaps of the Pilatus 6M are where the example of CrystFEL has them', () => {
  const gaps = sectionOf('pilatus-6m').gapsPx ?? [];
  const vertical = gaps.filter(([, , slow0, slow1]) => slow0 === 0 && slow1 === 2526);
  expect(vertical.map(([fast0, fast1]) => [fast0, fast1])).toEqual([
    [487, 493],
    [981, 987],
    [1475, 1481],
    [1969, 1975],
  ]);
  expect(gaps.filter(([fast0, fast1]) => fast0 === 0 && fast1 === 2462).map((gap) => gap[2])).toEqual([
    195, 407, 619, 831, 1043, 1255, 1467, 1679, 1891, 2103, 2315,
  ]);
});

test.each(['cspad', 'jungfrau-16m'])('panels of %s lie side by side, none over another', (model) => {
  const { panels = [], pixelMm = 0, pixelsFast = 0, pixelsSlow = 0 } = sectionOf(model);
  const boxes = panels.map(({ cornerMm, fast = [1, 0, 0], slow = [0, 1, 0], pixelsFast: nf, pixelsSlow: ns }) => {
    const far = vector.add(vector.scale(fast, nf), vector.scale(slow, ns));
    const [x, y] = [cornerMm[0] / pixelMm, cornerMm[1] / pixelMm].map((edge) => Math.round(edge)) as [number, number];
    return [
      Math.min(x, x + far[0]),
      Math.max(x, x + far[0]),
      Math.min(y, y + far[1]),
      Math.max(y, y + far[1]),
    ] as const;
  });
  for (const [i, a] of boxes.entries()) {
    expect(a[0]).toBeGreaterThanOrEqual(0);
    expect(a[2]).toBeGreaterThanOrEqual(0);
    expect(a[1]).toBeLessThanOrEqual(pixelsFast);
    expect(a[3]).toBeLessThanOrEqual(pixelsSlow);
    for (const b of boxes.slice(i + 1)) {
      expect(a[0] < b[1] && b[0] < a[1] && a[2] < b[3] && b[2] < a[3], `${a} and ${b}`).toBe(false);
    }
  }
});

test('the CSPAD has 64 chips in sensors of two, three pixels apart', () => {
  const { panels = [] } = sectionOf('cspad');
  expect(panels).toHaveLength(64);
  for (let i = 0; i < 64; i += 2) {
    const [first, second] = [panels[i], panels[i + 1]] as [(typeof panels)[number], (typeof panels)[number]];
    const step = vector.subtract(second.cornerMm, first.cornerMm);
    const { fast = [0, 0, 0] } = first;
    expect(vector.dot(step, fast) / 0.10992).toBeCloseTo(197, 9);
    expect(vector.length(vector.cross(step, fast))).toBeCloseTo(0, 9);
  }
});

test('the Jungfrau 16M has 32 modules, 8 and 36 pixels apart in columns and rows', () => {
  const { panels = [] } = sectionOf('jungfrau-16m');
  expect(panels).toHaveLength(32);
  const [first, second] = [panels[0], panels[1]] as [(typeof panels)[number], (typeof panels)[number]];
  expect((second.cornerMm[0] - first.cornerMm[0]) / 0.075).toBeCloseTo(514 + 36, 9);
  const below = panels.find(({ cornerMm }) => Math.abs(cornerMm[0] - first.cornerMm[0]) < 0.01 && cornerMm[1] > 1);
  expect(((below?.cornerMm[1] ?? 0) - first.cornerMm[1]) / 0.075).toBeCloseTo(1030 + 8, 9);
});

test('fields of the section win over the catalogue, case does not matter, and custom means none', () => {
  expect(withCatalogue({ model: 'Pilatus-1M', pixelMm: 0.1 })).toMatchObject({ pixelMm: 0.1, pixelsFast: 981 });
  expect(withCatalogue({ model: 'custom', pixelsFast: 7 })).toEqual({ model: 'custom', pixelsFast: 7 });
  expect(() => sectionOf('pilatus-7m')).toThrow('pilatus-6m, eiger-1m');
  expect(() => sectionOf('constructor')).toThrow("not 'constructor'");
});

test('every entry gives a detector and says where it is from', () => {
  for (const [model, { source }] of Object.entries(CATALOGUE)) {
    const detector = resolveDetector({ model }).value;
    expect(recordingPanels(detector).length).toBeGreaterThan(0);
    expect(source).toMatch(/\w{5}/);
  }
});
