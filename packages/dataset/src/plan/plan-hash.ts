import { blake3 } from '@noble/hashes/blake3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Plan } from './plan';
import { contentData, layoutData } from './plan-data';

/** Bytes of a hash, which print as 32 hexadecimal digits. */
const HASH_BYTES = 16;

/**
 * Writes data as JSON with sorted keys and numbers as shortest decimals, so that equal data give equal texts.
 *
 * @param textOf replaces texts, such as names of files
 */
export function canonicalJson(data: unknown, textOf: (text: string) => string = (text) => text): string {
  if (Array.isArray(data)) return `[${data.map((entry) => canonicalJson(entry, textOf)).join(',')}]`;
  if (typeof data === 'object' && data !== null) {
    const members = Object.entries(data)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${JSON.stringify(key)}:${canonicalJson(value, textOf)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(typeof data === 'string' ? textOf(data) : data);
}

const hash = (text: string): string => bytesToHex(blake3(utf8ToBytes(text), { dkLen: HASH_BYTES }));

/**
 * Computes the hash of what decides the content of each shot: the plan without `shots`, `images`, `labels` and `shards`, in which
 * the contents of files stand for their names.
 *
 * @param fileHashes SHA-256 of every file that the plan names, by its name
 * @param tableFiles files that tables of the plan name, in their order: the hash of a table does not tell what they hold
 * @returns 32 hexadecimal digits
 */
export function planHash(
  plan: Plan,
  fileHashes: ReadonlyMap<string, string> = new Map(),
  tableFiles: readonly string[] = [],
): string {
  const content = contentData(plan);
  const data = tableFiles.length > 0 ? { ...content, tableFiles } : content;
  return hash(canonicalJson(data, (text) => fileHashes.get(text) ?? text));
}

/** Computes the hash of how shots are stored: `images`, `labels` and `shards` of a plan, as 32 hexadecimal digits. */
export const layoutHash = (plan: Plan): string => hash(canonicalJson(layoutData(plan)));
