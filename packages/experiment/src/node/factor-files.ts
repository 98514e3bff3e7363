import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import type { Warning } from '@braggsim/core';
import { makeOwnFolder, whyNotOwn } from '@braggsim/core/node';
import type { FactorRequest, FactorStore, ModelFactors } from '../files/model-factors';

/** Older files are removed when all together are larger, bytes. */
const MAX_BYTES = 2 ** 30;
/** Bytes of a reflection: three indices and two amplitudes. */
const BYTES_EACH = 3 * 4 + 2 * 8;

/** What stands ahead of the amplitudes of a file, as a line of JSON. */
interface Head {
  /** Text of all that the amplitudes follow from. */
  readonly key: string;
  readonly count: number;
  /** SHA-256 of the bytes that follow. */
  readonly hash: string;
  readonly scale?: Warning;
}

const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

/** Copies the columns of reflections one after the other. */
function encoded({ h, k, l, plus, minus }: ModelFactors['factors']): Uint8Array {
  const bytes = new Uint8Array(h.length * BYTES_EACH);
  let at = 0;
  // Amplitudes come first, where their places are multiples of eight bytes.
  for (const { buffer, byteOffset, byteLength } of [plus, minus, h, k, l]) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

function decoded(body: Uint8Array, count: number): ModelFactors['factors'] {
  const { buffer } = new Uint8Array(body);
  const amplitudes = (i: number) => new Float64Array(buffer, 8 * i * count, count);
  const indices = (i: number) => new Int32Array(buffer, 16 * count + 4 * i * count, count);
  return { plus: amplitudes(0), minus: amplitudes(1), h: indices(0), k: indices(1), l: indices(2) };
}

/**
 * A store of amplitudes in a folder. What cannot be read, is damaged or could have been written by another user is not taken; a
 * folder that cannot be written stays as it is.
 *
 * @param generator identifies the code that calculates them, and becomes part of every key
 */
export function factorFiles(folder: string, generator: string, maxBytes = MAX_BYTES): FactorStore {
  const keyOf = ({ bytes, settings }: FactorRequest) =>
    `${generator} ${process.versions.v8} ${endianness()} ${sha256(bytes)} ${settings}`;
  const fileOf = (key: string) => join(folder, `${sha256(key).slice(0, 32)}.factors`);
  return {
    find: (request) => {
      const key = keyOf(request);
      const file = fileOf(key);
      try {
        if (whyNotOwn(folder, 'folder') !== undefined || whyNotOwn(file, 'file') !== undefined) return undefined;
        const bytes = readFileSync(file);
        const end = bytes.indexOf('\n');
        const head = JSON.parse(bytes.toString('utf8', 0, end)) as Head;
        const body = bytes.subarray(end + 1);
        if (head.key !== key || head.count * BYTES_EACH !== body.length || head.hash !== sha256(body)) return undefined;
        return { factors: decoded(body, head.count), ...(head.scale && { scale: head.scale }) };
      } catch {
        // They are calculated again.
        return undefined;
      }
    },
    keep: (request, { factors, scale }) => {
      const key = keyOf(request);
      const file = fileOf(key);
      const temporary = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`;
      try {
        if (makeOwnFolder(folder) !== undefined) return;
        const body = encoded(factors);
        const head: Head = { key, count: factors.h.length, hash: sha256(body), ...(scale && { scale }) };
        writeFileSync(temporary, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]), {
          mode: 0o600,
          flag: 'wx',
        });
        renameSync(temporary, file);
        removeOld(folder, maxBytes);
      } catch {
        rmSync(temporary, { force: true });
      }
    },
  };
}

/** Keeps the newest files. Those that a process has left behind grow old like all others. */
function removeOld(folder: string, maxBytes: number): void {
  const files = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    const { mtimeMs: changed, size } = statSync(path);
    return { path, changed, size };
  });
  let bytes = 0;
  for (const { path, size } of files.sort((a, b) => b.changed - a.changed)) {
    bytes += size;
    if (bytes > maxBytes) rmSync(path, { force: true });
  }
}
