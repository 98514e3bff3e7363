/** The fields of a package.json that a registry shows, and those that identify the package. */
export interface Manifest {
  readonly name: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly homepage?: string;
  readonly bugs?: { readonly url: string };
  readonly repository?: { readonly type: string; readonly url: string; readonly directory?: string };
  readonly license?: string;
  readonly [field: string]: unknown;
}

/** The manifest at the root of the repository, from which the others inherit. */
export interface RootManifest extends Manifest {
  readonly keywords: readonly string[];
  readonly homepage: string;
  readonly bugs: { readonly url: string };
  readonly repository: { readonly type: string; readonly url: string };
  readonly license: string;
  readonly engines: { readonly node: string };
}

/** Returns the address of the repository in a browser: `https://github.com/OWNER/NAME`, from the `repository` of the root manifest. */
export const repositoryUrl = ({ repository }: RootManifest): string =>
  repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** Returns the fields that a package inherits from the root, given its folder relative to the root, with '/'. */
function inherited(root: RootManifest, folder: string) {
  return {
    homepage: `${repositoryUrl(root)}/tree/main/${folder}#readme`,
    bugs: root.bugs,
    repository: { ...root.repository, directory: folder },
    license: root.license,
  };
}

/** First fields of a manifest, in the order of the documentation of the registry; the others follow in their order. */
const FIRST = ['name', 'version', 'private', 'description', 'keywords', 'homepage', 'bugs', 'repository', 'license'];

/**
 * Adds the inherited fields to a manifest. Keywords are those of the root, followed by those of the package.
 *
 * @param folder folder of the package, relative to the root, with '/'
 */
export function completeManifest(manifest: Manifest, folder: string, root: RootManifest): Manifest {
  const keywords = [...new Set([...root.keywords, ...(manifest.keywords ?? [])])];
  const complete: Manifest = { ...manifest, keywords, ...inherited(root, folder) };
  const rest = Object.keys(complete).filter((field) => !FIRST.includes(field));
  const fields = [...FIRST.filter((field) => field in complete), ...rest];
  return { name: complete.name, ...Object.fromEntries(fields.map((field) => [field, complete[field]])) };
}

/**
 * Finds fields of a manifest that are missing or differ from those of the root, and returns a message for each.
 *
 * @param folder folder of the package, relative to the root, with '/'
 */
export function findMetadataProblems(manifest: Manifest, folder: string, root: RootManifest): string[] {
  const where = `${folder}/package.json`;
  const problems: string[] = [];
  if (!manifest.description?.trim())
    problems.push(`${where}: 'description' is missing; describe the package in one line`);
  const expected = inherited(root, folder);
  for (const field of Object.keys(expected) as (keyof typeof expected)[]) {
    const [actual, required] = [manifest[field], expected[field]].map((value) => JSON.stringify(value));
    if (actual !== required) problems.push(`${where}: expected '${field}' to be ${required}, found ${actual}`);
  }
  const { keywords = [] } = manifest;
  const missing = root.keywords.filter((word) => !keywords.includes(word));
  if (missing.length > 0) problems.push(`${where}: 'keywords' lacks ${missing.join(', ')}`);
  if (!manifest.private && keywords.every((word) => root.keywords.includes(word))) {
    problems.push(`${where}: 'keywords' has none for this package alone`);
  }
  if (new Set(keywords).size < keywords.length) problems.push(`${where}: 'keywords' has a duplicate`);
  return problems;
}
