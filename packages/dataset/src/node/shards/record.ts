import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '@braggsim/core/node';
import { isRecord } from '@braggsim/core/text';
import { shardFiles, shardFolder } from './places';

/** A file of a shard. */
export interface RecordedFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of the file, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** What is known of a finished shard: without its record a shard does not exist. */
export interface ShardRecord {
  readonly shard: number;
  /** Hashes of the plan and of the layout. */
  readonly plan: string;
  readonly layout: string;
  readonly firstShot: number;
  readonly shots: number;
  readonly files: readonly RecordedFile[];
  readonly versions: Readonly<Record<string, string>>;
  /** When, where and how fast it was made, which is no part of the data. */
  readonly made: { readonly at: string; readonly host: string; readonly seconds: number };
}

const CHUNK = 2 ** 22;

/** Computes the SHA-256 of a file without reading it into memory at once. */
function fileSha256(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(CHUNK);
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer))
      hash.update(buffer.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

/** Describes a file of a shard by its name, its size in bytes and its SHA-256. */
export const recordedFile = (folder: string, name: string): RecordedFile => ({
  name,
  bytes: statSync(join(folder, name)).size,
  sha256: fileSha256(join(folder, name)),
});

/** Returns the bytes of all files of a shard. */
export const bytesOfShard = ({ files }: Pick<ShardRecord, 'files'>): number =>
  files.reduce((sum, { bytes }) => sum + bytes, 0);

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isRecordedFile = (value: unknown): boolean =>
  isRecord(value) && typeof value.name === 'string' && isWhole(value.bytes) && typeof value.sha256 === 'string';

/** Reads the record of a shard; undefined where there is none, or none that can be read. */
export function readRecord(out: string, shard: number): ShardRecord | undefined {
  try {
    const path = join(shardFolder(out, shard), shardFiles(shard).record);
    const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isRecord(record) || record.shard !== shard || !isWhole(record.shots) || !isWhole(record.firstShot))
      return undefined;
    const { files } = record;
    const isComplete = Array.isArray(files) && files.length > 0 && files.every(isRecordedFile);
    return isComplete ? (record as unknown as ShardRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** Lists what is wrong with the files of a shard: nothing where they are as its record describes them. */
export function damages(out: string, { shard, files }: ShardRecord, { trust = false } = {}): readonly string[] {
  const folder = shardFolder(out, shard);
  return files.flatMap(({ name, bytes, sha256 }) => {
    const path = join(folder, name);
    let size: number;
    try {
      size = statSync(path).size;
    } catch {
      return [`shard ${shard}: ${name} is missing`];
    }
    if (size !== bytes) return [`shard ${shard}: ${name} has ${size} bytes, expected ${bytes}`];
    if (trust) return [];
    try {
      const found = fileSha256(path);
      return found === sha256 ? [] : [`shard ${shard}: ${name} has the SHA-256 ${found}, expected ${sha256}`];
    } catch (error) {
      return [`shard ${shard}: ${name} cannot be read: ${reasonOf(error)}`];
    }
  });
}
