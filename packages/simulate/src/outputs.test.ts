import { expect, test } from 'vitest';
import { nameOf, namesOf, outputsOf } from './outputs';

test('a run without outputs makes a picture, a series one for each image', async () => {
  const [one] = await outputsOf(undefined, 1);
  const [many] = await outputsOf([], 12);
  expect(one?.pattern).toBe('braggsim.png');
  expect(many && nameOf(many, 11)).toBe('braggsim_0012.png');
});

test('runs of # are numbers from 1, as long as they need to be', async () => {
  const [output] = await outputsOf(['run#/x_###.img'], 2000);
  expect(output && [nameOf(output, 0), nameOf(output, 1999)]).toEqual(['run1/x_001.img', 'run2000/x_2000.img']);
});

test('formats that hold a series take one name for all of it, or one for each image', async () => {
  const outputs = await outputsOf(['all.nxs', 'each_#.nxs', 'x_#.cbf'], 3);
  expect(outputs.map((output) => namesOf(output, 3).length)).toEqual([1, 3, 3]);
  await expect(outputsOf(['x.cbf'], 3)).rejects.toThrow(
    "3 images need # for their number in the name 'x.cbf', such as 'x_####.cbf'",
  );
});

test('formats of whole numbers digitize what the readout does not', async () => {
  const names = ['a.img', 'a.cbf', 'a.npy', 'a.png'];
  expect((await outputsOf(names, 1)).map(({ implied }) => implied?.kind)).toEqual([
    'digitize',
    'digitize',
    undefined,
    undefined,
  ]);
  const digitized = await outputsOf(names, 1, [{ kind: 'digitize' }]);
  expect(digitized.every(({ implied }) => implied === undefined)).toBe(true);
});
