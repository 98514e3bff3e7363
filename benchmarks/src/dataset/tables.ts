import { digits, megabytes, table } from '../report/markdown';
import type { DatasetRow } from './measure-dataset';

const NAMES = { off: 'WebAssembly', require: 'native' } as const;

const met = (isMet: boolean): string => (isMet ? 'met' : 'missed');

/** Formats the table of data sets. */
export const datasetTable = (rows: readonly DatasetRow[]): string =>
  table<DatasetRow>(
    [
      { title: 'case', cell: ({ id }) => id, side: 'left' },
      { title: 'shots', cell: ({ title }) => title, side: 'left' },
      { title: 'code', cell: ({ native, kernel }) => (kernel === 'gpu' ? 'GPU' : NAMES[native]), side: 'left' },
      { title: 'ms a shot', cell: ({ msPerShot }) => digits(msPerShot) },
      { title: 'shots/s', cell: ({ msPerShot }) => digits(1000 / msPerShot) },
      {
        title: 'target',
        cell: ({ target, msPerShot }) => (target === undefined ? '' : `${target}, ${met(1000 / msPerShot >= target)}`),
      },
      { title: 'start, s', cell: ({ startMs }) => digits(Math.max(0, startMs) / 1000) },
      { title: 'kB a shot', cell: ({ bytesPerShot }) => digits(bytesPerShot / 1000) },
      { title: 'memory after 1 and 2 shards, MB', cell: ({ memory }) => memory.map(megabytes).join(', ') },
    ],
    rows,
  );
