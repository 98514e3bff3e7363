/**
 * Updates the pages of docs/reference from the tables of flags, fields and formats in the code:
 *
 *   npx tsx --conditions=source tools/reference-pages/write.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../steps.mjs';
import { PAGES } from './pages';

for (const [path, write] of Object.entries(PAGES)) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), await write());
}
