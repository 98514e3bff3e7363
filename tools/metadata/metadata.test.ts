import { expect, test } from 'vitest';
import { allManifests, rootManifest } from './manifests';
import { completeManifest, findMetadataProblems, type Manifest, type RootManifest, repositoryUrl } from './metadata';

const root: RootManifest = {
  name: 'whole',
  keywords: ['x-ray'],
  homepage: 'https://example.org/a/b#readme',
  bugs: { url: 'https://example.org/a/b/issues' },
  repository: { type: 'git', url: 'git+https://example.org/a/b.git' },
  license: 'MIT',
  engines: { node: '>=20' },
};
const part: Manifest = { name: '@whole/part', description: 'A part', type: 'module', keywords: ['part'] };

test('a completed manifest has no problem, keeps its own fields and begins with the fields that a registry shows', () => {
  const complete = completeManifest(part, 'packages/part', root);
  expect(findMetadataProblems(complete, 'packages/part', root)).toEqual([]);
  expect(complete.keywords).toEqual(['x-ray', 'part']);
  expect(complete.repository).toEqual({ ...root.repository, directory: 'packages/part' });
  expect(complete.homepage).toBe('https://example.org/a/b/tree/main/packages/part#readme');
  expect(Object.keys(complete).at(-1)).toBe('type');
  expect(completeManifest(complete, 'packages/part', root)).toEqual(complete);
});

test.each([
  ['description', { description: ' ' }],
  ['homepage', { homepage: undefined }],
  ['bugs', { bugs: { url: 'https://example.org' } }],
  ['repository', { repository: { ...root.repository, directory: 'packages/other' } }],
  ['license', { license: 'ISC' }],
  ['keywords', { keywords: ['part'] }],
  ['keywords', { keywords: ['x-ray'] }],
  ['keywords', { keywords: ['x-ray', 'part', 'part'] }],
])('a manifest with a wrong %s has one problem that names the field', (field, change) => {
  const changed = { ...completeManifest(part, 'packages/part', root), ...change } as Manifest;
  const problems = findMetadataProblems(changed, 'packages/part', root);
  expect(problems).toEqual([expect.stringMatching(`^packages/part/package\\.json: .*'${field}' `)]);
});

test('every package.json of the repository has its metadata (npx tsx tools/metadata/write.ts adds most of it)', () => {
  const whole = rootManifest();
  expect(repositoryUrl(whole)).toMatch(/^https:\/\/github\.com\/[\w-]+\/[\w-]+$/);
  expect(whole.bugs.url).toBe(`${repositoryUrl(whole)}/issues`);
  expect(whole.homepage).toBe(`${repositoryUrl(whole)}#readme`);
  const manifests = allManifests();
  expect(manifests.length).toBeGreaterThan(15);
  expect(manifests.flatMap(({ folder, manifest }) => findMetadataProblems(manifest, folder, whole))).toEqual([]);
});
