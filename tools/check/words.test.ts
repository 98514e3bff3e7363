import { expect, test } from 'vitest';
import { findNamesToAvoid, findRenamed } from './words';

const NONE: ReadonlySet<string> = new Set();
const found = (text: string, path = 'packages/core/src/a.ts') => findNamesToAvoid([{ path, text }], NONE);

test('identifiers to avoid are found with their line and the standard term', () => {
  const text = "import { type Crew, crew } from './a';\n\nconst MOST_BYTES = 3;\nlease.giveBack();\n";
  expect(found(text)).toEqual([
    "packages/core/src/a.ts:1: use 'WorkerPool' instead of 'Crew' (docs/glossary.md)",
    "packages/core/src/a.ts:1: use 'workerPool' instead of 'crew' (docs/glossary.md)",
    "packages/core/src/a.ts:3: use 'MAX_BYTES' instead of 'MOST_BYTES' (docs/glossary.md)",
    "packages/core/src/a.ts:4: use 'release' instead of 'giveBack' (docs/glossary.md)",
  ]);
});

test('comments, texts and longer identifiers may contain the words', () => {
  const text = `// leaving a plate out
/** A crew. */
const text = 'it cannot be told';
const template = \`\${text} carried\`;
const template_takes = 1;
const ALMOST = 2;
`;
  expect(found(text)).toEqual([]);
});

test('words without an ordinary use are found in longer identifiers, too', () => {
  expect(found('const latchAt = isPlate(worker.idle, templates, scrambled);\n')).toEqual([
    "packages/core/src/a.ts:1: use 'firstAccepted' instead of 'latchAt' (docs/glossary.md)",
    "packages/core/src/a.ts:1: use 'detectorPlane' instead of 'isPlate' (docs/glossary.md)",
  ]);
});

test('identifiers within templates are found', () => {
  expect(found('const x = `a $' + '{told} b`;\n')).toHaveLength(1);
});

test('values of options are found as properties and in flags, and only of that option', () => {
  const text =
    "f({ emptySensor: 'black', colour: 'black' });\nf('-choice', 'culledBackground=vanishes');\nf({ culledBackground: 'stays' });\n";
  expect(found(text)).toEqual([
    "packages/core/src/a.ts:1: use 'emptySensor: absorbsAll' instead of 'emptySensor: black' (docs/glossary.md)",
    "packages/core/src/a.ts:2: use 'culledBackground: dropped' instead of 'culledBackground: vanishes' (docs/glossary.md)",
  ]);
});

test('names of source files are found, whatever follows the first point', () => {
  expect(found('', 'packages/core/src/node/crew.test.ts')).toEqual([
    "packages/core/src/node/crew.test.ts: use 'worker-pool' instead of 'crew' (docs/glossary.md)",
  ]);
  expect(found('', 'docs/cut.md')).toEqual([]);
  expect(found('', 'packages/core/src/cutting.ts')).toEqual([]);
});

test('files that are still to be renamed are skipped, and listed once they are renamed or gone', () => {
  const files = [
    { path: 'a.ts', text: 'const plate = 1;\n' },
    { path: 'b.ts', text: 'const plane = 1;\n' },
  ];
  const stillThere = new Set(['a.ts', 'b.ts', 'c.ts']);
  expect(findNamesToAvoid(files, stillThere)).toEqual([]);
  expect(findRenamed(files, stillThere)).toEqual(['b.ts', 'c.ts']);
});
