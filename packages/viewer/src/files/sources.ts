import { dataError } from '@braggsim/core';

/** A file that the user has chosen, or one that a server offers. */
export type FileSource =
  | { readonly name: string; readonly blob: Blob }
  | { readonly name: string; readonly url: string; readonly size: number };

/** Largest size of an unpacked file, bytes. */
const LARGEST_UNPACKED = 2 ** 30;
const GZIP = [0x1f, 0x8b];

export const sizeOf = (source: FileSource): number => ('blob' in source ? source.blob.size : source.size);

async function fetched(
  { name, url }: { readonly name: string; readonly url: string },
  headers: HeadersInit = {},
): Promise<Uint8Array> {
  const response = await fetch(url, { headers }).catch(() => undefined);
  if (!response?.ok) {
    throw dataError(
      `${name} does not load: ${response ? `the server answers ${response.status}` : 'the server does not answer'}`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** Reads the first bytes of a file. */
export async function firstBytes(source: FileSource, count: number): Promise<Uint8Array> {
  if ('blob' in source) return readBlob(source.name, source.blob.slice(0, count));
  return (await fetched(source, { range: `bytes=0-${count - 1}` })).subarray(0, count);
}

const unreadable = (name: string, cause: unknown) =>
  dataError({
    message: `${name} cannot be read: it may have been changed, moved or deleted since it was opened`,
    cause,
  });

async function readBlob(name: string, blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

async function unpacked(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > LARGEST_UNPACKED) break;
      chunks.push(part.value);
    }
  } catch (cause) {
    throw dataError({ message: `${name} is damaged: it cannot be unpacked`, cause });
  }
  if (size > LARGEST_UNPACKED) throw dataError(`${name} unpacks to more than 1 GiB`);
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/**
 * Reads a whole file, unpacked where it is packed with gzip. Raw floats are not unpacked, since they may start with any bytes.
 *
 * @throws BraggsimError (`data`) when it cannot be read, or unpacks to more than 1 GiB
 */
export async function wholeFile(source: FileSource): Promise<Uint8Array> {
  const bytes = 'blob' in source ? await readBlob(source.name, source.blob) : await fetched(source);
  const isPacked = GZIP.every((byte, i) => bytes[i] === byte) && !/\.bin$/i.test(source.name);
  return isPacked ? unpacked(source.name, bytes) : bytes;
}

/**
 * Reads a part of a file while the worker waits, as the HDF5 library asks for it. It exists in workers only.
 *
 * @returns the bytes; fewer at the end of the file
 */
export function partOfFile(source: FileSource, start: number, length: number): Uint8Array {
  if ('blob' in source) {
    try {
      return new Uint8Array(new FileReaderSync().readAsArrayBuffer(source.blob.slice(start, start + length)));
    } catch (cause) {
      throw unreadable(source.name, cause);
    }
  }
  const request = new XMLHttpRequest();
  request.open('GET', source.url, false);
  request.responseType = 'arraybuffer';
  request.setRequestHeader('range', `bytes=${start}-${start + length - 1}`);
  request.send();
  if (request.status !== 206) throw dataError(`${source.name} does not load: the server answers ${request.status}`);
  return new Uint8Array(request.response as ArrayBuffer);
}

declare const FileReaderSync: { new (): { readAsArrayBuffer(blob: Blob): ArrayBuffer } };
