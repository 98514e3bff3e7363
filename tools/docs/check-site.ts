/** Checks that no link, anchor or image of the built site is dead: the last step of `npm run docs`. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOT } from '../steps.mjs';
import { findDeadAddresses } from './built-site';

const site = join(ROOT, 'website/out/docs');
const files = readdirSync(site, { recursive: true, encoding: 'utf8' }).map((path) => path.split(sep).join('/'));
const pages = new Map(
  files.filter((path) => path.endsWith('.html')).map((path) => [path, readFileSync(join(site, path), 'utf8')] as const),
);
const isFile = (path: string) => existsSync(join(site, path)) && statSync(join(site, path)).isFile();
const problems = findDeadAddresses(pages, isFile, process.env.DOCS_BASE ?? '/');
for (const problem of problems) console.log(problem);
console.log(`${pages.size} pages, ${problems.length} dead links`);
process.exitCode = problems.length === 0 ? 0 : 1;
