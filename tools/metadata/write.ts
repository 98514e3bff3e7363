/**
 * Writes the inherited fields of every package.json: address of the repository, page for reports, licence, keywords.
 *
 *   npx tsx tools/metadata/write.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../steps.mjs';
import { allManifests, rootManifest } from './manifests';
import { completeManifest } from './metadata';

const root = rootManifest();
for (const { folder, manifest } of allManifests()) {
  const complete = completeManifest(manifest, folder, root);
  writeFileSync(join(ROOT, folder, 'package.json'), `${JSON.stringify(complete, null, 2)}\n`);
}
