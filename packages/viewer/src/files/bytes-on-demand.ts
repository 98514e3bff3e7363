import { type FileSource, partOfFile, sizeOf } from './sources';

/** Size of the blocks in which small pieces are read, bytes. */
const BLOCK = 2 ** 18;
/** Number of blocks that are kept. */
const MAX_BLOCKS = 64;

/** What reads a file piece by piece, as the HDF5 library asks for it. */
export interface BytesOnDemand {
  readonly size: number;
  /** Copies bytes of the file to an offset of `target`. @returns their number, which is smaller at the end of the file */
  read(target: Uint8Array, offset: number, length: number, position: number): number;
}

/**
 * Returns what reads a file on demand. The library reads headers in many small pieces, which come out of blocks that are kept; large pieces,
 * such as the pixels of an image, are read as they are.
 *
 * @param part reads bytes of the file while the worker waits
 */
export function bytesOnDemand(source: FileSource, part: typeof partOfFile = partOfFile): BytesOnDemand {
  const size = sizeOf(source);
  const blocks = new Map<number, Uint8Array>();
  const blockAt = (start: number): Uint8Array => {
    const known = blocks.get(start);
    if (known) return known;
    const [oldest] = blocks.keys();
    if (blocks.size >= MAX_BLOCKS && oldest !== undefined) blocks.delete(oldest);
    const block = part(source, start, Math.min(BLOCK, size - start));
    blocks.set(start, block);
    return block;
  };
  return {
    size,
    read(target, offset, length, position) {
      const wanted = Math.max(0, Math.min(length, size - position));
      if (wanted >= BLOCK) {
        const bytes = part(source, position, wanted);
        target.set(bytes, offset);
        return bytes.length;
      }
      let done = 0;
      while (done < wanted) {
        const at = position + done;
        const start = at - (at % BLOCK);
        const bytes = blockAt(start).subarray(at - start, at - start + wanted - done);
        if (bytes.length === 0) break;
        target.set(bytes, offset + done);
        done += bytes.length;
      }
      return done;
    },
  };
}
