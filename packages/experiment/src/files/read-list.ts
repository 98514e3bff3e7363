import type { ReflectionFile } from '@braggsim/reflections/files';
import type { InputFiles } from './input-files';

/** What of a reflection file is read. */
interface ListColumns {
  /** Name of the column; the usual one of the format when undefined. */
  readonly column: string | undefined;
  /** Whether its values are intensities. */
  readonly intensities: boolean | undefined;
}

/**
 * Reads a list of structure factors of any format; the readers are loaded when they are first used.
 *
 * @throws BraggsimError (`data`) for a file that cannot be read, or without the column
 */
export async function readList(
  files: InputFiles,
  file: string,
  { column, intensities }: ListColumns,
): Promise<ReflectionFile> {
  const { readReflections } = await import('@braggsim/reflections/files');
  return readReflections(files.unpacked(file, 'reflection file'), file, {
    ...(column && { column }),
    ...(intensities && { intensities }),
  });
}
