/**
 * Updates the drawing of the imports between packages (docs/architecture.svg) and the table of arrows in docs/architecture.md.
 *
 *   npx tsx tools/architecture/write.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../steps.mjs';
import { importsDrawing, withArrows } from './page';

writeFileSync(join(ROOT, 'docs/architecture.svg'), importsDrawing());
const page = join(ROOT, 'docs/architecture.md');
writeFileSync(page, withArrows(readFileSync(page, 'utf8')));
