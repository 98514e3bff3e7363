import { expect, test } from 'vitest';
import { imagesOf, listFacts } from './experiment-list';

const listOf = (imageset: object, more: object = {}) =>
  JSON.stringify({
    __id__: 'ExperimentList',
    experiment: [{ detector: 0, imageset: 0, scan: 0 }],
    imageset: [imageset],
    scan: [{ image_range: [9, 11] }],
    detector: [{ panels: [{ trusted_range: [-1, 65000], gain: 2, pedestal: 10 }] }],
    ...more,
  });

test('images are those of a list, or of a template with the numbers of the scan', () => {
  expect(imagesOf(listOf({ images: ['a.cbf', 'b.cbf'] }), 0)).toEqual(['a.cbf', 'b.cbf']);
  expect(imagesOf(listOf({ template: 'x_1_###.cbf' }), 0)).toEqual(['x_1_009.cbf', 'x_1_010.cbf', 'x_1_011.cbf']);
  expect(imagesOf(listOf({ template: 'x.nxs' }), 0)).toEqual(['x.nxs']);
  expect(imagesOf(listOf({ template: 'x_#.cbf' }, { scan: [] }), 0)).toEqual(['x_1.cbf']);
});

test.each([[[11, 9]], [[1, 1e9]], [[1.5, 2]], [[1]], ['1-3']])('a scan of the images %j is refused', (range) => {
  const scan = [{ image_range: range }];
  const message = `the image_range of the scan is ${JSON.stringify(range)}`;
  expect(() => imagesOf(listOf({ template: 'x_###.cbf' }, { scan }), 0)).toThrow(message);
  expect(() => listFacts(listOf({ template: 'x.nxs' }, { scan }), 0)).toThrow(message);
});

test('a file of several images has that of its index, or the first of the scan', () => {
  expect(listFacts(listOf({ images: ['a.nxs'], single_file_indices: [4] }), 0).frame).toBe(5);
  expect(listFacts(listOf({ template: 'x.nxs' }), 0).frame).toBe(9);
  expect(listFacts(listOf({ template: 'x_###.cbf' }), 0)).not.toHaveProperty('frame');
});

test('limits that are good, gain, pedestal and mask are those of the list', () => {
  expect(listFacts(listOf({ images: ['a.cbf'], mask: 'pixels.mask' }), 0)).toMatchObject({
    trusted: [0, 65000],
    gain: 2,
    pedestal: 10,
    mask: 'pixels.mask',
  });
});
