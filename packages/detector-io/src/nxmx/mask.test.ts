import { MASK_BITS, type MaskingRules } from '@braggsim/core/derived';
import { beforeAll, expect, test } from 'vitest';
import type { Samples } from '../bytes';
import { createHdf5, type Hdf5, loadHdf5, takeBytes, withHdf5 } from './hdf5';
import { fileMask, valueMask } from './mask';
import { nexusPlaces } from './places';
import { addDataset, addGroup, type Value } from './tree';

const { gap, dead, untrusted } = MASK_BITS;
const bitsOf = (samples: Samples, rules: MaskingRules = {}) => [...(valueMask(samples, rules) ?? [])];

test.each<[string, Samples, MaskingRules, number[]]>([
  ['unsigned 32 bits', Uint32Array.of(2 ** 32 - 1, 2 ** 32 - 2, 7), {}, [gap, dead, 0]],
  ['16 bits with a cutoff below', Uint16Array.of(65535, 65534, 9000), { saturation: 8000 }, [gap, dead, 0]],
  ['16 bits with their depth', Uint16Array.of(65535, 65534, 9000), { bits: 16 }, [gap, dead, 0]],
  ['64 bits', BigUint64Array.of(2n ** 64n - 1n, 2n ** 64n - 2n, 5n), {}, [gap, dead, 0]],
  ['16 bits stored in 32', Uint32Array.of(65535, 65534, 7), { bits: 16, saturation: 9000 }, [gap, dead, 0]],
  [
    'signed 32 bits with their depth',
    Int32Array.of(2 ** 31 - 1, 2 ** 31 - 2, 7),
    { bits: 32, saturation: 9 },
    [gap, dead, 0],
  ],
  ['signed counts', Int32Array.of(-1, -2, 0), {}, [gap, dead, 0]],
  ['an underload below zero', Int32Array.of(-41, -42, -40), { underload: -40 }, [gap, dead, 0]],
  ['below the underload', Int32Array.of(-7, 3, 5), { underload: 4 }, [untrusted, gap, 0]],
  ['the least number of 16 bits', Int16Array.of(-32768, -5, 3), { underload: -100 }, [dead, 0, 0]],
])('%s marks masked pixels', (_, samples, rules, expected) => {
  expect(bitsOf(samples, rules)).toEqual(expected);
});

test.each<[string, Samples, MaskingRules]>([
  ['an overload of 16 bits without further information', Uint16Array.of(65535, 65534), {}],
  ['an overload below the cutoff', Uint16Array.of(65535, 65534), { bits: 16, saturation: 65535 }],
  ['a count beyond the depth that the cutoff allows', Uint32Array.of(65535, 65534), { bits: 16, saturation: 126_634 }],
  ['an overload above the cutoff', Uint32Array.of(20_000, 1), { saturation: 10_000 }],
  ['counts below zero of an integrating detector', Int32Array.of(-1, -2, -30), {}],
  ['floats', Float32Array.of(-1, -2, Number.NaN), { underload: 0 }],
])('%s is not a mark of a masked pixel', (_, samples, rules) => {
  expect(valueMask(samples, rules)).toBeUndefined();
});

let hdf5: Hdf5;
beforeAll(async () => {
  hdf5 = await loadHdf5();
});

/** Returns the mask of 2 x 3 pixels in a file whose detector has these datasets. */
function maskIn(datasets: Readonly<Record<string, readonly [Value, number[]]>>, image = 0) {
  const made = createHdf5(hdf5);
  const entry = addGroup(made.file, 'entry', 'NXentry');
  const detector = addGroup(addGroup(entry, 'instrument', 'NXinstrument'), 'detector_1', 'NXdetector');
  for (const [name, [value, shape]] of Object.entries(datasets)) addDataset(detector, name, value, {}, shape);
  const bytes = takeBytes(hdf5, made, Date.now());
  return withHdf5(hdf5, bytes, (file) => fileMask(file, nexusPlaces(file), [2, 3], image));
}

test('a mask belongs to all images, to each image, or to modules stacked along slow', () => {
  const six = Int32Array.of(0, 1, 16, 0, 0, 256);
  expect([...(maskIn({ pixel_mask: [six, [2, 3]] }).mask ?? [])]).toEqual([...six]);
  expect([...(maskIn({ pixel_mask: [six, [2, 1, 3]] }).mask ?? [])]).toEqual([...six]);
  const twelve = Int32Array.of(0, 0, 0, 0, 0, 0, ...six);
  expect(maskIn({ pixel_mask: [twelve, [2, 2, 3]] }, 0).mask).toBeUndefined();
  expect([...(maskIn({ pixel_mask: [twelve, [2, 2, 3]] }, 1).mask ?? [])]).toEqual([...six]);
});

test('several masks are combined, and the bit of virtual pixels is kept', () => {
  const [a, b] = [Int32Array.of(1, 0, 0, 0, 0, 0), Int32Array.of(2, 0, 0, 0, 0, -(2 ** 31))];
  const { mask } = maskIn({ pixel_mask: [a, [2, 3]], pixel_mask_1: [b, [2, 3]] });
  expect([...(mask ?? [])]).toEqual([3, 0, 0, 0, 0, MASK_BITS.virtual]);
});

test('a mask of another size is ignored with a warning', () => {
  const { mask, warnings } = maskIn({ pixel_mask: [Int32Array.of(1, 1), [1, 2]] });
  expect([mask, warnings]).toEqual([
    undefined,
    ['its pixel_mask has 1 x 2 values and its images 2 x 3: the mask is ignored'],
  ]);
});
