import { ARROWS, LAZY, USE_TESTKIT } from './tools/check/arrows.mjs';

/** @param {readonly string[]} names */
const anyOf = (names) => `(${names.join('|')})`;
/** Tests, benchmarks, and what only they use. */
const TESTS = String.raw`([./](test|bench|fixture)\.ts$|/src/testing/)`;
const NODE_ENTRIES = String.raw`^packages/[^/]+/src/node(/|\.ts$)`;
/** Where code may use Node's built-in modules; every other file runs in a browser as well. */
const ON_NODE = [
  TESTS,
  NODE_ENTRIES,
  '^packages/(cli|testkit)/',
  '^(tools|benchmarks|examples|docs)/',
  String.raw`\.config\.ts$`,
];

/** @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule */

/** One rule a package: its arrows in the table. Tests may also use testkit, where testkit does not stand on them. */
const arrows = Object.entries(ARROWS).flatMap(([name, allowed]) => {
  const forbidden = `^packages/(?!${anyOf([name, ...allowed])}/)`;
  /** @type {Rule} */
  const rule = {
    name: `arrow-${name}`,
    comment: `${name} may import ${allowed.join(', ') || 'no other package'} (tools/check/arrows.mjs)`,
    severity: 'error',
    from: { path: `^packages/${name}/` },
    to: { path: forbidden },
  };
  if (!USE_TESTKIT.includes(name)) return [rule];
  return [
    { ...rule, from: { path: `^packages/${name}/`, pathNot: TESTS } },
    {
      ...rule,
      name: `arrow-${name}-tests`,
      from: { path: `^packages/${name}.*${TESTS}` },
      to: { path: forbidden, pathNot: '^packages/testkit/' },
    },
  ];
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...arrows,
    {
      name: 'unknown-package',
      comment: 'a package is listed with its arrows in tools/check/arrows.mjs before it is imported or imports',
      severity: 'error',
      from: { path: `^packages/(?!${anyOf(Object.keys(ARROWS))}/)` },
      to: {},
    },
    {
      name: 'lazy-kernels',
      comment: 'simulate loads a kernel by import(), so that a caller pays only for the one in use',
      severity: 'error',
      from: { path: '^packages/simulate/', pathNot: TESTS },
      to: { path: `^packages/${anyOf(LAZY)}/`, dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circular',
      comment: 'two files that need each other are one concept, or lack a third file below both',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-node-modules-of-node',
      comment: "built-in modules of Node stand only in cli, testkit, tools, tests and a package's src/node entry",
      severity: 'error',
      from: { pathNot: ON_NODE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-node-entry-from-neutral-code',
      comment: 'a src/node entry is imported by those that run on Node only, as @braggsim/<package>/node',
      severity: 'error',
      from: { path: '^packages/', pathNot: ON_NODE },
      to: { path: NODE_ENTRIES, dynamic: false },
    },
    {
      name: 'through-the-front-door',
      comment:
        "another package is imported by its name ('@braggsim/core'), never by a path into it, but for test helpers, which no package exports",
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: ['^packages/$1/', '/src/testing/'], dependencyTypes: ['local'] },
    },
    {
      name: 'no-test-code-in-published-code',
      comment: 'tests, fixtures and src/testing are left out of the published package; testkit is not published',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: [TESTS, '^packages/testkit/'] },
      to: { path: `^packages/.*${TESTS}` },
    },
    {
      name: 'resolvable',
      comment: 'the import leads nowhere: is the file there, is the package in package.json, is it installed?',
      severity: 'error',
      from: {},
      // Types alone, which have no file to run.
      to: { couldNotResolve: true, pathNot: '^@webgpu/types$' },
    },
    {
      name: 'declared',
      comment: "the package is not in the dependencies of the importing package's package.json",
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: [TESTS, '^packages/testkit/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'published-code-without-development-dependencies',
      comment: 'what users install has no devDependencies: move the package to dependencies',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: [TESTS, '^packages/testkit/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    // Packages are followed to their sources, by the condition of that name in their `exports`.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
    },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/.+/dist/' },
  },
};
