// @ts-check
import { codec, dataError, parameters } from '@braggsim/core';
import ndarray from 'ndarray';

const params = parameters({
  maxBytes: { type: 'integer', unit: 'bytes', default: 2 ** 28, min: 1, doc: 'limit on the size of a file' },
});

/** A codec of images as text for spreadsheets: a line for each row of pixels, and one before each panel. */
export const textTable = codec({
  id: 'textTable',
  version: 1,
  extensions: ['.table'],
  params,
  about: { equation: "'panel SLOW FAST', rows of numbers, 'end'", citation: 'the format of this example' },
  encode({ panels }) {
    const lines = panels.flatMap(({ shape: [slow = 0, fast = 0], data }) => {
      const rows = Array.from({ length: slow }, (_, row) => data.subarray(row * fast, (row + 1) * fast).join(' '));
      return [`panel ${slow} ${fast}`, ...rows];
    });
    return [new TextEncoder().encode([...lines, 'end', ''].join('\n'))];
  },
  decode(bytes, { maxBytes = params.maxBytes.default }) {
    if (bytes.length > Number(maxBytes))
      throw dataError(`this table has ${bytes.length} bytes, the limit is ${maxBytes}`);
    const lines = new TextDecoder().decode(bytes).split('\n');
    if (lines.pop() !== '' || lines.pop() !== 'end') throw dataError("this table does not close with a line 'end'");
    const panels = [];
    for (let at = 0; at < lines.length || at === 0; ) {
      const [, slow = -1, fast = -1] = /^panel ([1-9]\d{0,5}) ([1-9]\d{0,5})$/.exec(lines[at] ?? '')?.map(Number) ?? [];
      const rows = lines.slice(at + 1, at + 1 + slow).map((line) => line.split(' ').map(Number));
      const isWhole = rows.length === slow && rows.every((row) => row.length === fast && row.every(Number.isFinite));
      if (!isWhole)
        throw dataError(`line ${at + 1} of this table does not begin a panel with the announced number of values`);
      panels.push(ndarray(Float64Array.from(rows.flat()), [slow, fast]));
      at += slow + 1;
    }
    return { panels, header: {} };
  },
});
