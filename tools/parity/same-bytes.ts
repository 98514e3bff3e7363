/**
 * Compares the images of two builds byte for byte: runs the command nanoBragg of this checkout and of another one on the
 * command lines of the reference cases.
 *
 *     npx tsx --conditions=source tools/parity/same-bytes.ts /path/to/another/built/checkout [part of a case's name]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type ReferenceCase, referenceCommandLines } from '@braggsim/testkit';
import { ROOT } from '../steps.mjs';

const IMAGE = 'image.bin';
const INPUTS = join(ROOT, 'packages/testkit/reference/inputs');

/** Returns the image of a case computed by a build, or the message with which the command ended. */
function imageOf(checkout: string, { argv }: ReferenceCase): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-same-bytes-'));
  try {
    // Command lines name inputs relative to a neighbouring folder.
    const place = join(folder, 'case');
    mkdirSync(place);
    mkdirSync(join(folder, 'inputs'));
    for (const name of readdirSync(INPUTS)) {
      writeFileSync(join(folder, 'inputs', basename(name, '.gz')), gunzipSync(readFileSync(join(INPUTS, name))));
    }
    const command = join(checkout, 'packages/cli/bin/nanoBragg.js');
    const { stderr } = spawnSync(process.execPath, [command, ...argv, '-floatfile', IMAGE], {
      cwd: place,
      encoding: 'utf8',
    });
    const file = join(place, IMAGE);
    return existsSync(file) ? readFileSync(file) : Buffer.from(`no image: ${stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [other, part = ''] = process.argv.slice(2);
if (other === undefined) throw new Error('expected the path of another built checkout of this repository');
const cases = referenceCommandLines().filter(({ id }) => id.includes(part));
const differing: string[] = [];
let images = 0;
for (const one of cases) {
  const [here, there] = [imageOf(ROOT, one), imageOf(other, one)];
  if (!here.toString('latin1', 0, 9).startsWith('no image:')) images++;
  if (!here.equals(there)) differing.push(one.id);
}
for (const id of differing) console.log(`${id} differs`);
console.log(`${cases.length} cases, ${images} images, ${differing.length} differ`);
process.exitCode = differing.length === 0 ? 0 : 1;
