import type { LabelRow } from '../../shot/label-row';
import type { ShardContext } from '../shards/make-shard';
import { replayShot } from './replay';

/** An array of a record: its bytes follow the header in the order of the arrays. */
export interface StreamedArray {
  readonly name: string;
  /** Type of the elements as NumPy names it. */
  readonly dtype: '<u2' | '<f4' | '|u1';
  readonly shape: readonly number[];
}

/** The header of a record. */
export interface StreamedShot {
  readonly shot: number;
  readonly arrays: readonly StreamedArray[];
  readonly labels: Readonly<Record<string, number | string | boolean | null>>;
}

/** Labels as JSON has them: what is no number becomes null. */
const jsonLabels = (labels: LabelRow): StreamedShot['labels'] =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, Number.isNaN(value) ? null : value]));

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint16Array | Float32Array | Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * Makes a shot as a record of a stream: a line of JSON with the shapes and types of the arrays and with the labels, and the
 * little-endian bytes of the arrays behind it.
 *
 * @throws BraggsimError as `replayShot`
 */
export async function streamRecord(context: ShardContext, shot: number): Promise<readonly Uint8Array[]> {
  const { stored, labels } = await replayShot(context, shot);
  const given = stored
    ? ([
        ['image', '<u2', stored.image],
        ['expected', '<f4', stored.expected],
        ['peakMask', '|u1', stored.peaks],
      ] as const)
    : [];
  const ofPixels = given.flatMap(([name, dtype, values]) =>
    values ? [{ name, dtype, shape: stored?.frame.shape ?? [], values }] : [],
  );
  const pixelLabels = (stored?.pixelLabels ?? []).map((label) => ({ ...label, dtype: '<f4' as const }));
  const arrays = [...ofPixels, ...pixelLabels];
  const header: StreamedShot = {
    shot,
    arrays: arrays.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    labels: jsonLabels(labels),
  };
  return [new TextEncoder().encode(`${JSON.stringify(header)}\n`), ...arrays.map(({ values }) => bytesOf(values))];
}
