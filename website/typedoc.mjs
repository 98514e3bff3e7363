/** Options of TypeDoc: the entries of all published packages, from their sources, as Markdown pages for VitePress. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Specifiers of the entries by source file: `packages/core/src/node/index.ts` is `@braggsim/core/node`. */
export function entries() {
  const found = new Map();
  for (const folder of readdirSync(`${root}packages`)) {
    const manifest = JSON.parse(readFileSync(`${root}packages/${folder}/package.json`, 'utf8'));
    if (manifest.private) continue;
    for (const [entry, target] of Object.entries(manifest.exports ?? {})) {
      found.set(`packages/${folder}/${target.source.slice(2)}`, manifest.name + entry.slice(1));
    }
  }
  return found;
}

const { repository } = JSON.parse(readFileSync(new URL('out/sidebar.json', import.meta.url), 'utf8'));

export default {
  entryPoints: [...entries().keys()].map((path) => `${root}${path}`),
  tsconfig: `${root}tsconfig.json`,
  basePath: root,
  plugin: ['typedoc-plugin-markdown', fileURLToPath(new URL('name-modules.mjs', import.meta.url))],
  out: fileURLToPath(new URL('out/site/api', import.meta.url)),
  name: 'API of the packages',
  readme: 'none',
  // Types are checked by `npm test`.
  skipErrorChecking: true,
  excludePrivate: true,
  excludeInternal: true,
  disableGit: true,
  gitRevision: 'main',
  // Paths are relative to what all entries have in common.
  sourceLinkTemplate: `${repository}/blob/main/packages/{path}#L{line}`,
  sort: ['kind', 'alphabetical'],
  outputFileStrategy: 'modules',
  entryFileName: 'index',
  flattenOutputFiles: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  hidePageTitle: false,
  // Anchors of its own: those that it foresees of headings are not always the ones of VitePress.
  useHTMLAnchors: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  tableColumnSettings: { hideSources: true, hideModifiers: true },
  sanitizeComments: true,
  validation: { invalidLink: true, invalidPath: true, notExported: false, notDocumented: false },
  treatValidationWarningsAsErrors: true,
};
