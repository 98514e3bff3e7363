/**
 * Copies the built viewer into the package of the commands before it is packed, where `braggsim view` finds it. It uses only Node's built-in
 * modules.
 */
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));
const [built, copy] = [join(packages, 'viewer/dist'), join(packages, 'cli/dist/viewer')];
if (!existsSync(join(built, 'index.html'))) {
  console.error('the viewer is not built: run `npm run setup` before packing');
  process.exit(1);
}
rmSync(copy, { recursive: true, force: true });
cpSync(built, copy, { recursive: true });
