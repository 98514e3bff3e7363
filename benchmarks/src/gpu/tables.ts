import { type Column, digits, table, times } from '../report/markdown';
import { machineLine } from '../report/tables';
import type { GpuResults, GpuRow } from './results';

const COLUMNS: readonly Column<GpuRow>[] = [
  { title: 'workload', side: 'left', cell: ({ workload }) => workload },
  { title: 'what', side: 'left', cell: ({ title }) => title },
  { title: 'pixels', cell: ({ size }) => `${size}²` },
  { title: 'ms/image', cell: ({ time }) => digits(time.median) },
  { title: 'least to most', cell: ({ time }) => `${digits(time.least)} to ${digits(time.most)}` },
  { title: 'in flight', cell: ({ inFlight }) => digits(inFlight.median) },
  { title: 'Gsamples/s', cell: ({ samplesPerSecond }) => digits(samplesPerSecond / 1e9) },
  { title: 'set-up', cell: ({ setUp }) => digits(setUp) },
  { title: 'read-back', cell: ({ readBack }) => digits(readBack) },
  { title: 'instructions', cell: ({ operations }) => String(operations) },
  { title: 'of limit', cell: ({ ofLimit }) => (ofLimit === undefined ? '' : `${(100 * ofLimit).toFixed(0)} %`) },
  { title: 'over cpu', cell: ({ overCpu }) => times(overCpu) },
  { title: 'over C', cell: ({ overC }) => (overC === undefined ? '' : times(overC)) },
];

const NOTE =
  "Single precision. ms: an image from a prepared kernel, one at a time and `in flight`; the set-up of a shot; reading all pixels back. Instructions are those of the generated innermost loop for a sample; the limit is multiprocessors x 128 lanes x clock over them. `over cpu`: against the CPU kernel in single precision on all threads; `over C`: against the C program's one thread.";

/** Formats the results of the GPU kernel as Markdown. */
export function gpuTables({ machine, adapter, card, rounds, rows }: GpuResults): string {
  const limits = card ? `, ${card.multiprocessors} multiprocessors at ${card.clock / 1e6} MHz` : '';
  const kind = adapter.isSoftware ? ' (computes on the CPU)' : '';
  return [`${adapter.name}${kind}${limits}. ${machineLine(machine, rounds)}`, NOTE, table(COLUMNS, rows)].join('\n\n');
}
