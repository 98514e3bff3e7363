import { units } from '@braggsim/core';
import { joined, referenceCase, referenceInput } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { imageOf } from './fixture';
import { writeSmv } from './smv';
import { ingestHeader, mergeHeaders, smvGeometry } from './smv-geometry';
import { keywordNumber, readSmvHeader } from './smv-keywords';

const headerWith = (...lines: string[]) => {
  const text = `{\nHEADER_BYTES=512;\nSIZE1=90;\nSIZE2=64;\n${lines.join('\n')}\n}\f`;
  return readSmvHeader(new TextEncoder().encode(text.padEnd(512, ' ')));
};

test('the header of an image, in user units', () => {
  const { experiment, warnings, shape, mask } = ingestHeader(referenceInput('header.img'), 'img');
  expect(experiment).toEqual({
    detector: {
      pixelsFast: 80,
      pixelsSlow: 64,
      pixelMm: 0.172,
      distanceMm: 108,
      closeDistanceMm: 108,
      beamCentreMm: [6.1, 7.3],
      originPx: [35.5, 30.25],
    },
    beam: { wavelengthA: 0.9795 },
    scan: { startDeg: 20, widthDeg: 1 },
  });
  expect(shape).toEqual([64, 80]);
  expect(mask).toBeUndefined();
  expect(warnings.map((w) => w.message)).toEqual([
    'the header line says DISTANCE=110, but 108 is used: the last word that contains DISTANCE counts',
  ]);
});

test('a short header gives only the values that it contains', () => {
  const { experiment } = ingestHeader(referenceInput('header_min.img'), 'img');
  expect(Object.keys(experiment).sort()).toEqual(['beam', 'detector']);
  expect(experiment.detector).not.toHaveProperty('closeDistanceMm');
  expect(experiment.detector).not.toHaveProperty('originPx');
  expect(smvGeometry(headerWith('BEAM_CENTER_X=4;'), 'img').value).toEqual({
    detector: { pixelsFast: 90, pixelsSlow: 64, beamCentreMm: [4, null] },
  });
});

test.each([
  ['e01-mask-full', 'mask_full.img'],
  ['e03-mask-noise', 'mask_h.img'],
])('the mask of %s counts BEAM_CENTER_Y from the far edge', (id, file) => {
  const { derived } = referenceCase(id);
  const { experiment, mask } = ingestHeader(referenceInput(file), 'mask');
  const [x, y] = experiment.detector?.beamCentreMm ?? [];
  expect(units.fromMm(x as number)).toBeCloseTo(derived.Xbeam_m, 15);
  expect(units.fromMm(y as number)).toBeCloseTo(derived.Ybeam_m, 15);
  expect(mask?.length).toBe(derived.pixels_fast_slow[0] * derived.pixels_fast_slow[1]);
  expect(new Set(mask)).toEqual(new Set([0, 1]));
});

test('without a pixel size a mask assumes 0.1 mm', () => {
  expect(smvGeometry(headerWith('BEAM_CENTER_Y=1;'), 'mask').value.detector?.beamCentreMm?.[1]).toBeCloseTo(5.4, 12);
});

test('two-theta of a header is ignored with a warning', () => {
  const { warnings } = ingestHeader(referenceInput('mask_full.img'), 'mask');
  expect(warnings.map((w) => w.id)).toEqual(['header-keyword', 'header-twotheta']);
  expect(warnings[1]?.message).toContain('TWOTHETA=3');
});

test('the last occurrence counts, even inside other words', () => {
  const header = headerWith('CLOSE_DISTANCE=77;', 'DISTANCE=90;', 'XDS_ORGX=5.5;', 'PHI=3;', 'NOTE=ALPHI;', 'X=8;');
  expect(keywordNumber(header, 'DISTANCE')).toBe(90);
  expect(keywordNumber(header, 'ORGX')).toBe(5.5);
  expect(keywordNumber(header, 'PHI')).toBe(8);
  expect(keywordNumber(header, 'ABSENT')).toBeUndefined();
  expect(keywordNumber(headerWith('WAVELENGTH'), 'WAVELENGTH')).toBe(0);
  expect(keywordNumber(headerWith('WAVELENGTH= \t1.5e0 A;'), 'WAVELENGTH')).toBe(1.5);
  expect(keywordNumber(headerWith('WAVELENGTH=none;'), 'WAVELENGTH')).toBe(0);
});

test('a truncated image still has its geometry, a truncated mask is refused', () => {
  const cut = joined(writeSmv(imageOf(new Uint16Array(12), 3, 4))).slice(0, 520);
  expect(ingestHeader(cut, 'img').experiment.detector?.pixelsFast).toBe(4);
  expect(() => ingestHeader(cut, 'mask')).toThrow('should end at byte 536');
});

test('each value of the image takes precedence over that of the mask', () => {
  const mask = smvGeometry(headerWith('PIXEL_SIZE=0.2;', 'DISTANCE=200;', 'BEAM_CENTER_X=1;', 'PHI=4;'), 'mask').value;
  const img = smvGeometry(headerWith('PIXEL_SIZE=0.15;', 'BEAM_CENTER_Y=2;', 'OSC_RANGE=1;'), 'img').value;
  expect(mergeHeaders(mask, img)).toEqual({
    detector: { pixelsFast: 90, pixelsSlow: 64, pixelMm: 0.15, distanceMm: 200, beamCentreMm: [1, 2] },
    beam: {},
    scan: { startDeg: 4, widthDeg: 1 },
  });
});
