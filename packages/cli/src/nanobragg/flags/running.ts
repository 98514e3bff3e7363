import { usageError } from '@braggsim/core';
import { integer, number, text, word } from '../values';
import { type FlagGroup, flag, nothing, set } from './flag';

export const runningFlags: FlagGroup = {
  title: 'Running',
  flags: [
    flag(
      '-compat',
      [word('corrected', 'nanobragg-c')],
      'correct physics, or the C program with its faults (default)',
      (d, [c]) => {
        d.experiment.compat = c as 'corrected' | 'nanobragg-c';
      },
    ),
    flag('-c-compat', [], 'the same as -compat nanobragg-c', (d) => {
      d.experiment.compat = 'nanobragg-c';
    }),
    flag(
      '-compatibility -choice',
      [text('option=value')],
      'set one compatibility option by itself, where the C program differs from correct physics; -explain lists them',
      (d, [pair]) => {
        const [id = '', value] = (pair as string).split('=');
        if (value === undefined)
          throw usageError(`-compatibility takes option=value, not '${pair}'; -explain lists them`);
        d.experiment.compatibility = { ...d.experiment.compatibility, [id]: value };
      },
    ),
    flag('-explain', [], 'say what was resolved, and what differs from the C program and why', (d) => {
      d.run.explain = true;
    }),
    flag('-show_config -echo_config', [], 'print the resolved experiment as JSON and stop', (d) => {
      d.run.showConfig = true;
    }),
    flag('-werror', [], 'warnings end the run with code 2', (d) => {
      d.run.warningsAreErrors = true;
    }),
    flag(
      '-kernel -device',
      [word('auto', 'reference', 'cpu', 'gpu', 'webgpu', 'cuda')],
      'where to compute',
      set('sampling', 'kernel', (k) => (k === 'webgpu' || k === 'cuda' ? 'gpu' : k)),
    ),
    flag(
      '-precision',
      [word('auto', 'double', 'mixed', 'single')],
      'arithmetic of the pixel loop (double)',
      set('sampling', 'precision'),
    ),
    flag(
      '-dtype',
      [word('float32', 'float64')],
      'the same by its width',
      set('sampling', 'precision', (t) => (t === 'float32' ? 'single' : 'double')),
    ),
    flag(
      '-tolerance',
      [number({ above: 0 })],
      "largest error allowed of a spot's own peak with -precision auto (1e-5)",
      set('sampling', 'tolerance'),
    ),
    flag(
      '-native',
      [word('auto', 'off', 'require')],
      'code that the C compiler of this machine has made, with the same bytes: where it is there or worth compiling (auto)',
      set('sampling', 'native'),
    ),
    flag(
      '-vector_bits',
      [integer({ min: 128, max: 512 })],
      'widest vectors of native code (those of the processor)',
      set('sampling', 'vectorBits'),
    ),
    flag('-threads', [integer({ min: 1, max: 1024 })], 'worker threads (as many as pay)', set('sampling', 'threads')),
    flag(
      '-pixel_batch_size -pixel-batch-size',
      [integer({ min: 1 })],
      'accepted; rows are always computed in bands',
      nothing,
    ),
    flag('-plugin', [text('file')], 'load further stages from a JavaScript module', (d, [f]) => {
      d.run.plugins.push(f as string);
    }),
  ],
};
