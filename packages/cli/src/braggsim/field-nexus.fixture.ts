import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ImageMetadata } from '@braggsim/core/derived';
import { metadataOf } from '@braggsim/simulate';
import { imageNumber, openInspected } from '@braggsim/simulate/node';
import { expect } from 'vitest';
import type { Folder } from '../terminal/run.fixture';
import { finish } from './run.fixture';

/** Copies a file of packages/cli/fixtures/field into a folder. */
export function copyField(here: Folder, name: string): string {
  const at = (file: string) => readFileSync(new URL(`../../fixtures/field/${file}`, import.meta.url));
  return here.put(name, /\.(nxs|h5)$/.test(name) ? gunzipSync(at(`${name}.gz`)) : at(name));
}

/** Runs the modern command, which has to succeed. */
export async function run(...argv: string[]) {
  const { code, out, err } = await finish(argv);
  expect([code, err], argv.join(' ')).toEqual([0, expect.any(String)]);
  return { out, err };
}

/** Reads an image of a file and its metadata. */
export async function look(path: string, number = 1) {
  const known = await openInspected(path, {});
  try {
    const image = await imageNumber(known, number);
    const metadata: ImageMetadata = metadataOf(known.facts, image, number - 1);
    const [panel] = image.panels;
    return { facts: known.facts, metadata, pixels: panel?.data, mask: image.masks?.[0], width: panel?.shape[1] ?? 0 };
  } finally {
    await known.file.close();
  }
}

/** Returns the number of masked pixels. */
export const masked = (mask: ArrayLike<number> | undefined): number =>
  [...Array.from(mask ?? [])].filter((m) => m !== 0).length;
