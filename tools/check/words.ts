import ts from 'typescript';
import type { TextFile } from './text';

/** Identifiers to avoid, with the standard terms of docs/glossary.md that replace them. Names with ordinary uses are not listed. */
const IDENTIFIERS: ReadonlyMap<string, string> = new Map([
  ['ALMOST_NONE', '…_EPSILON'],
  ['aside', 'displacement'],
  ['beyondSingle', 'whyNotSingle'],
  ['builtBeamFast', 'curvatureCentreFast'],
  ['cannot', 'unsupported'],
  ['carried', 'rotateThroughAxes'],
  ['companions', 'sidecarFiles'],
  ['complain', 'report'],
  ['Crew', 'WorkerPool'],
  ['crew', 'workerPool'],
  ['Crossing', 'LiveValue'],
  ['crossings', 'liveValues'],
  ['Cut', 'Schedule'],
  ['darkroom', 'createRecorder'],
  ['dialsOrigin', 'panelOriginDials'],
  ['FileFacts', 'FileMetadata'],
  ['FLATTEST', '…_EPSILON'],
  ['foot', 'normalIncidencePoint'],
  ['giveBack', 'release'],
  ['guardOf', 'cullTest'],
  ['idleFields', 'ignoredFields'],
  ['idleFlags', 'ignoredFlags'],
  ['idleShape', 'ignoredShape'],
  ['inRuns', 'forEachBlock'],
  ['isOurs', 'isBraggsimError'],
  ['latch', 'firstAcceptedSample'],
  ['latched', 'firstAcceptedSample'],
  ['leaving', 'liveOut'],
  ['lend', 'acquire'],
  ['letGo', 'evict'],
  ['longRows', 'longLatticePhases'],
  ['makeWay', 'removeConflicting'],
  ['nearPoint', 'normalIncidencePoint'],
  ['needsDouble', 'whyNotSingle'],
  ['openKnown', 'openInspected'],
  ['pace', 'dispatchSizer'],
  ['Plate', 'DetectorPlane'],
  ['plate', 'detectorPlane'],
  ['polarB', 'cosMagneticAxis'],
  ['Resolved', 'WithWarnings'],
  ['Situation', 'TermCase'],
  ['takers', 'consumers'],
  ['takeTurns', 'runYielding'],
  ['told', 'reported'],
  ['travels', 'runsOnWorkers'],
  ['Tried', 'TermCase'],
  ['TURN_S', 'YIELD_INTERVAL_S'],
  ['undeveloped', 'ExpectedImage'],
  ['unsaid', 'missing'],
  ['WORTH_ASKING_MS', 'MIN_WORK_PER_WORKER_MS'],
  ['WORTH_STARTING_MS', 'MIN_WORK_TO_START_WORKERS_MS'],
]);

/** Words to avoid as any part of an identifier (`latchAt`), in lower case: they have no ordinary use. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ['crew', 'workerPool'],
  ['darkroom', 'recorder'],
  ['latch', 'firstAccepted'],
  ['latches', 'firstAccepted'],
  ['latching', 'firstAccepted'],
  ['plate', 'detectorPlane'],
  ['undeveloped', 'ExpectedImage'],
]);

/** Beginnings of identifiers to avoid, with those that replace them. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['MOST_', 'MAX_'],
  ['LEAST_', 'MIN_'],
]);

/** Names of files to avoid, without the parts after the first point. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['companions', 'sidecar-files'],
  ['crew', 'worker-pool'],
  ['cut', 'schedule'],
  ['darkroom', 'recorder'],
  ['pace', 'dispatch-sizer'],
  ['pieces', 'chunks'],
  ['plate', 'detector-plane'],
]);

/** Values of options to avoid, by the name of the option. */
const VALUES: ReadonlyMap<string, readonly [value: string, instead: string]> = new Map([
  ['emptySensor', ['black', 'absorbsAll']],
  ['culledBackground', ['vanishes', 'dropped']],
]);

/** A cheap test without false negatives for the names to avoid, which saves parsing most files. */
const MAY_HAVE_NAMES = new RegExp(
  `\\b(?:${[...IDENTIFIERS.keys(), ...VALUES.keys()].join('|')})\\b|\\b(?:${[...PREFIXES.keys()].join('|')})|(?:${[...PARTS.keys()].join('|')})`,
  'i',
);

/** Files that contain such names as examples. */
const EXEMPT = /^tools\/check\/words(\.test)?\.ts$/;

/** Files that still have such names. Remove a file from this list once it is renamed. */
export const STILL_THERE: ReadonlySet<string> = new Set<string>([]);

/** Returns the term that replaces an identifier; undefined for one that is not to be avoided. */
function replacementOf(identifier: string): string | undefined {
  const known = IDENTIFIERS.get(identifier);
  if (known !== undefined) return known;
  const parts = identifier.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
  const part = parts.map((word) => PARTS.get(word.toLowerCase())).find((instead) => instead !== undefined);
  if (part !== undefined) return part;
  const prefix = [...PREFIXES.keys()].find((start) => identifier.startsWith(start));
  return prefix === undefined ? undefined : PREFIXES.get(prefix) + identifier.slice(prefix.length);
}

/** Returns the option and its value where a property or a flag (`emptySensor=black`) has a value to avoid. */
function valueToAvoid(node: ts.Node): readonly [option: string, value: string, instead: string] | undefined {
  if (ts.isPropertyAssignment(node) && ts.isStringLiteralLike(node.initializer)) {
    const option = node.name.getText().replace(/^['"]|['"]$/g, '');
    const [value, instead] = VALUES.get(option) ?? [];
    return instead !== undefined && node.initializer.text === value ? [option, value, instead] : undefined;
  }
  if (!ts.isStringLiteralLike(node)) return undefined;
  for (const [option, [value, instead]] of VALUES) {
    if (new RegExp(`\\b${option}=${value}\\b`).test(node.text)) return [option, value, instead];
  }
  return undefined;
}

/** Finds the names to avoid in a source file. Comments and texts are not searched for identifiers. */
function namesIn({ path, text }: TextFile): string[] {
  if (!MAY_HAVE_NAMES.test(text)) return [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const problems = new Set<string>();
  const report = (node: ts.Node, name: string, instead: string): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    problems.add(`${path}:${line}: use '${instead}' instead of '${name}' (docs/glossary.md)`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const instead = replacementOf(node.text);
      if (instead !== undefined) report(node, node.text, instead);
    }
    const found = valueToAvoid(node);
    if (found) report(node, `${found[0]}: ${found[1]}`, `${found[0]}: ${found[2]}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...problems];
}

/** Finds identifiers, names of files and values of options that the glossary replaces, and returns a message for each. */
export function findNamesToAvoid(files: readonly TextFile[], stillThere = STILL_THERE): string[] {
  return files
    .filter(({ path }) => /\.(ts|tsx|js|mjs)$/.test(path) && !EXEMPT.test(path) && !stillThere.has(path))
    .flatMap((file) => {
      const name = file.path.split('/').at(-1)?.split('.')[0] ?? '';
      const instead = FILES.get(name);
      const ofFile =
        instead === undefined ? [] : [`${file.path}: use '${instead}' instead of '${name}' (docs/glossary.md)`];
      return [...ofFile, ...namesIn(file)];
    });
}

/** Lists the files of `STILL_THERE` that have no name to avoid any longer, or do not exist. */
export function findRenamed(files: readonly TextFile[], stillThere = STILL_THERE): string[] {
  const remaining = new Set(
    files
      .filter((file) => stillThere.has(file.path) && findNamesToAvoid([file], new Set()).length > 0)
      .map(({ path }) => path),
  );
  return [...stillThere].filter((path) => !remaining.has(path));
}
