import { readFileSync } from 'node:fs';
import { dataError } from '@braggsim/core';

/**
 * Reads columns of numbers of a Parquet table.
 *
 * @throws BraggsimError (`data`) for a file that cannot be read, and for one without a column
 */
export async function readColumns(
  path: string,
  names: readonly string[],
): Promise<Readonly<Record<string, Float64Array>>> {
  const [{ parquetMetadata, parquetRead }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  try {
    const bytes = readFileSync(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const metadata = parquetMetadata(file);
    const there = new Set(metadata.schema.map(({ name }) => name));
    const missing = names.find((name) => !there.has(name));
    if (missing !== undefined) throw new Error(`it has no column '${missing}'`);
    const rows = Number(metadata.num_rows);
    const columns = Object.fromEntries(names.map((name) => [name, new Float64Array(rows)]));
    if (rows === 0) return columns;
    await parquetRead({
      file,
      metadata,
      compressors,
      columns: [...names],
      onChunk: ({ columnName, columnData, rowStart }) => {
        const into = columns[columnName] as Float64Array;
        for (let i = 0; i < columnData.length; i++) into[rowStart + i] = Number(columnData[i]);
      },
    });
    return columns;
  } catch (error) {
    throw dataError({ message: `cannot read '${path}': ${(error as Error).message}`, cause: error });
  }
}
