import { codecs } from '@braggsim/detector-io';
import { FORMAT_HOLDINGS } from '@braggsim/detector-io/conversions';
import { openInspected } from '@braggsim/simulate/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Folder, folder } from '../terminal/run.fixture';
import { describeConversions } from './conversions.fixture';
import { finish } from './run.fixture';

let here: Folder;
beforeAll(() => {
  here = folder();
});
afterAll(() => here.remove());

// The slow lane has all pairs of formats.
describeConversions(['cbf']);

test('the table has every format', () => {
  expect(Object.keys(FORMAT_HOLDINGS).sort()).toEqual([...codecs.keys()].sort());
});

test('that a beam is of electrons is kept by NeXus, and reported by formats that lose it', async () => {
  const common = ['simulate', '--electrons', '200', '--default-f', '9', '--cell', '20,30,40', '--ncells', '3,3,3'];
  const outputs = ['.nxs', '.cbf', '.img'].map((extension) => here.at(`electrons${extension}`));
  const made = await finish([...common, '--detpixels', '8', ...outputs.flatMap((path) => ['-o', path])]);
  expect(made.code, made.err).toBe(0);
  for (const path of outputs.slice(1)) {
    expect(made.out).toMatch(new RegExp(`${path.replaceAll('.', '\\.')} does not keep .*beam is of electrons`));
  }
  const again = here.at('again.nxs');
  const copied = await finish(['convert', outputs[0] as string, again]);
  expect(copied.err).not.toContain('electrons');
  const known = await openInspected(again, {});
  expect(known.facts?.experiment.beam?.particle).toBe('electron');
  await known.file.close();
  const converted = await finish(['convert', again, here.at('again.cbf')]);
  expect(converted.err).toContain('that the beam is of electrons');
});
