import { isBraggsimError } from '@braggsim/core';
import { openIsolated } from '@braggsim/detector-io/node';
import { mutations, shown } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { PARSERS } from './parsers';

const COUNT = 500;
const LIMITS = { seconds: 10, memoryMiB: 256 };

test(`${COUNT} damaged NeXus files are read or refused in threads of their own, whatever the library does`, async () => {
  const { sample } = PARSERS.NeXus as { readonly sample: Uint8Array };
  let [read, refused] = [0, 0];
  for (const file of mutations(sample, COUNT, sample.length)) {
    const { decode, close } = openIsolated(file.slice(), LIMITS);
    try {
      expect((await decode({})).panels.length).toBeGreaterThan(0);
      read++;
    } catch (error) {
      expect(isBraggsimError(error, 'data'), `${error}: ${shown(file)}`).toBe(true);
      refused++;
    } finally {
      await close();
    }
  }
  expect(read).toBeGreaterThan(COUNT / 20);
  expect(refused).toBeGreaterThan(COUNT / 20);
});
