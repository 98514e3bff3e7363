import { expect, test } from 'vitest';
import { fuzzNexus } from './nexus';

const COUNT = 20;

test.each(['images', 'array'] as const)(
  `${COUNT} damaged NeXus files are read or refused in threads of their own, even when the library crashes: %s`,
  async (what) => {
    const { read, refused, failures } = await fuzzNexus(COUNT, what);
    expect(failures).toEqual([]);
    expect(read).toBeGreaterThan(COUNT / 20);
    expect(refused).toBeGreaterThan(COUNT / 20);
  },
);
