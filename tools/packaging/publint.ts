/** Packs every published package into out/packages and checks the result with publint. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packPublished, ROOT } from './pack';

const destination = join(ROOT, 'out', 'packages');
rmSync(destination, { recursive: true, force: true });
mkdirSync(destination, { recursive: true });

for (const { name, tarball } of await packPublished(destination)) {
  const { buffer } = Uint8Array.from(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  for (const message of messages) {
    console.log(`${name}: ${formatMessage(message, pkg, { color: false })}`);
    process.exitCode = 1;
  }
}
