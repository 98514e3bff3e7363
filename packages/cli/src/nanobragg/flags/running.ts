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
      'set one compatibility option, in which the C program differs from correct physics; -explain lists them',
      (d, [pair]) => {
        const [id = '', value] = (pair as string).split('=');
        if (value === undefined)
          throw usageError(`-compatibility needs option=value, found '${pair}'; -explain lists them`);
        d.experiment.compatibility = { ...d.experiment.compatibility, [id]: value };
      },
    ),
    flag('-explain', [], 'explain what was resolved, and what differs from the C program and why', (d) => {
      d.run.explain = true;
    }),
    flag('-show_config -echo_config', [], 'print the resolved experiment as JSON and stop', (d) => {
      d.run.showConfig = true;
    }),
    flag('-werror', [], 'warnings end the run with exit code 2', (d) => {
      d.run.warningsAreErrors = true;
    }),
    flag(
      '-kernel -device',
      [word('auto', 'reference', 'cpu', 'gpu', 'webgpu', 'cuda')],
      'device that computes',
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
      'the same by the width in bits',
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
      'native code of the C compiler of this machine, which gives the same bytes; auto uses it where it is cached or the workload justifies compiling it',
      set('sampling', 'native'),
    ),
    flag(
      '-vector_bits',
      [integer({ min: 128, max: 512 })],
      'widest vectors of native code (those of the processor)',
      set('sampling', 'vectorBits'),
    ),
    flag(
      '-threads',
      [integer({ min: 1, max: 1024 })],
      'worker threads (chosen by workload)',
      set('sampling', 'threads'),
    ),
    flag(
      '-pixel_batch_size -pixel-batch-size',
      [integer({ min: 1 })],
      'accepted; rows are always computed in bands',
      nothing,
    ),
    flag('-plugin', [text('file')], 'load additional stages from a JavaScript module', (d, [f]) => {
      d.run.plugins.push(f as string);
    }),
  ],
};
