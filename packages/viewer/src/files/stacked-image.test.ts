import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import type { SeriesImage } from './series';
import { stackedImage } from './stacked-image';

const IMAGES = [
  { data: Int32Array.of(1, 5, 3, 4), mask: undefined },
  { data: Int32Array.of(2, 1, -1, 8), mask: Uint32Array.of(0, 0, 1, 0) },
  { data: Int32Array.of(3, 0, 9, 0), mask: undefined },
];

const series = (shapes: readonly (readonly number[])[] = [[2, 2]]) => ({
  load: async (image: number): Promise<SeriesImage> => {
    const { data, mask } = IMAGES[image] ?? expect.fail(`no image ${image}`);
    const shape = shapes[image % shapes.length] as number[];
    return {
      name: `image ${image}`,
      index: image,
      known: {} as SeriesImage['known'],
      image: { panels: [ndarray(data, shape)], masks: [mask], header: {} },
    };
  },
});

const valuesOf = ({ image }: SeriesImage): number[] => [...(image.panels[0]?.data ?? [])];

test.each([
  ['sum', [6, 6, 11, 12]],
  ['average', [2, 2, 11 / 3, 4]],
  ['maximum', [3, 5, 9, 8]],
] as const)('the %s of three images', async (how, expected) => {
  const made = await stackedImage(series(), 0, 3, how);
  expect(valuesOf(made)).toEqual(expected);
  expect(made.stack).toEqual({ what: `${how} of 3 images`, count: 3, isSum: how === 'sum' });
  // A pixel that one image does not have is in none of the three.
  expect([...(made.image.masks?.[0] ?? [])]).toEqual([0, 0, 1, 0]);
});

test('one image stays as it is, and different ones are refused', async () => {
  const one = await stackedImage(series(), 1, 1, 'sum');
  expect(one.image.panels[0]?.data).toBe(IMAGES[1]?.data);
  await expect(
    stackedImage(
      series([
        [2, 2],
        [1, 4],
      ]),
      0,
      2,
      'sum',
    ),
  ).rejects.toThrow('image 1 has other panels than image 0');
});
