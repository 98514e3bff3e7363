import { isBraggsimError } from '@braggsim/core';
import { openIsolated } from '@braggsim/detector-io/node';
import { expect, test } from 'vitest';
import { readCorpus } from './corpus';
import { HDF5_CORPUS, hdf5Codec, hdf5Samples } from './hdf5-samples';

/** Opens a file in a thread of its own, as commands do, and reports how reading its metadata and its image ended. */
async function outcome(bytes: Uint8Array): Promise<readonly string[]> {
  const file = openIsolated(new Uint8Array(bytes));
  const ends: string[] = [];
  for (const reading of [() => file.inspect({}), () => file.decode({})]) {
    ends.push(
      await reading().then(
        () => 'read',
        (error) => (isBraggsimError(error, 'data') ? 'refused' : String(error)),
      ),
    );
  }
  await file.close();
  return ends;
}

test('HDF5: files of the corpus are read or refused with an error about the data', async () => {
  const [undamaged = new Uint8Array()] = hdf5Samples(await hdf5Codec());
  expect(await outcome(undamaged)).toEqual(['read', 'read']);
  const corpus = readCorpus(HDF5_CORPUS);
  expect(corpus.length).toBeGreaterThan(0);
  const ends = (await Promise.all(corpus.map(outcome))).flat();
  expect(ends.filter((end) => end !== 'read' && end !== 'refused')).toEqual([]);
});
