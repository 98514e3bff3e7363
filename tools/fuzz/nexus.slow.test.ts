import { expect, test } from 'vitest';
import { fuzzNexus } from './nexus';

const COUNT = 200;

test(`${COUNT} damaged NeXus files are read or refused in threads of their own, even when the library crashes`, async () => {
  const { read, refused, failures } = await fuzzNexus(COUNT);
  expect(failures).toEqual([]);
  expect(read).toBeGreaterThan(COUNT / 20);
  expect(refused).toBeGreaterThan(COUNT / 20);
});
