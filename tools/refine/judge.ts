/**
 * Refines cases whose truth and optimum are stored beside their images, through the built command, and prints how far the results are from the
 * stored optimum and the errors from the Cramer-Rao bound.
 *
 *     npx tsx --conditions=source tools/refine/judge.ts [--command FILE] FOLDER ...
 *
 * A folder has `case.json`, and the start, image and spots of each shot that it names.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { units, type Vec3, vector } from '@braggsim/core';

interface StoredShot {
  readonly image?: string;
  readonly startFile: string;
  readonly spotsFile: string;
  readonly boxHalf: number;
  readonly truth: {
    readonly reciprocalVectorsPerA: readonly Vec3[];
    readonly cell: readonly number[];
    readonly cells: readonly number[];
    readonly fluencePerM2: number;
    readonly distanceMm: number;
    readonly beamCentreMm: readonly number[];
  };
  readonly start: { readonly fluencePerM2: number };
}

interface StoredCase {
  readonly id: string;
  readonly free: readonly string[];
  readonly shared: readonly string[];
  readonly shots: readonly StoredShot[];
  readonly bound: { readonly names: readonly string[]; readonly esd: readonly number[] };
  readonly prototype: { readonly errors: readonly number[] };
}

interface ReportedShot {
  readonly status: string;
  readonly evaluations: number;
  readonly sigmaZ: number;
  readonly seconds: { readonly refine: number };
  readonly reciprocalVectorsPerA: readonly Vec3[];
  readonly parameters: readonly { readonly name: string; readonly value: number; readonly esd: number | null }[];
}

type Deviation = readonly [error: number, esd: number];

const { values: flags, positionals: folders } = parseArgs({
  options: {
    command: { type: 'string', default: fileURLToPath(new URL('../../packages/cli/bin/braggsim.js', import.meta.url)) },
  },
  allowPositionals: true,
});
const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

/** Computes the rotation from the true orientation to the refined one about the axes of the laboratory, deg. */
const turnOf = (found: readonly Vec3[], truth: readonly Vec3[]): Vec3 =>
  vector.scale(
    found
      .map((v, i) => vector.cross(vector.unit(truth[i] as Vec3), vector.unit(v)))
      .reduce((sum, v) => vector.add(sum, v)),
    units.toDegrees(1 / 2),
  );

/** Errors of the numbers of a shot by the names that the case has for them, and what the report says of them. */
function deviations(
  shot: ReportedShot,
  { truth, start }: StoredShot,
  prefix: string,
): (readonly [string, Deviation])[] {
  const turn = turnOf(shot.reciprocalVectorsPerA, truth.reciprocalVectorsPerA);
  return shot.parameters.flatMap(({ name, value, esd }): (readonly [string, Deviation])[] => {
    const error = esd ?? Number.NaN;
    const [group, part = ''] = name.split('.');
    const axis = 'xyz'.indexOf(part);
    const edge = 'abc'.indexOf(part);
    const logarithm = (right: number): Deviation => [Math.log(value / right), error / value];
    if (group === 'turn') return [[`${prefix}misset.${part}`, [turn[axis] as number, error]]];
    if (group === 'cell') return [[name, [value - (truth.cell[edge] as number), error]]];
    if (group === 'ncells') {
      const one = logarithm(truth.cells[edge] as number);
      return [
        [`${prefix}ln ${name}`, one],
        [`${prefix}ln ncells`, one],
      ];
    }
    if (name === 'scale') return [[`${prefix}ln scale`, logarithm(truth.fluencePerM2 / start.fluencePerM2)]];
    if (name === 'distance') return [[name, [value - truth.distanceMm, error]]];
    return [[name, [value - (truth.beamCentreMm[axis] as number), error]]];
  });
}

function judge(given: string): void {
  const folder = resolve(given);
  const { id, free, shared, shots, bound, prototype } = read<StoredCase>(join(folder, 'case.json'));
  const work = mkdtempSync(join(tmpdir(), 'braggsim-judge-'));
  const list = join(work, 'shots.txt');
  const lines = shots.map(({ startFile, spotsFile, image = 'image_001.img.gz' }) =>
    [startFile, image, spotsFile].map((name) => join(folder, name)).join(' '),
  );
  writeFileSync(list, lines.join('\n'));
  const begun = performance.now();
  execFileSync(process.execPath, [
    ...[flags.command, 'refine', '--shots', list, '--box', String(shots[0]?.boxHalf), '--free', free.join(',')],
    ...['-q', '--threads', '1', '-o', join(work, 'r_#.yaml'), '--report', join(work, 'report.json')],
    ...(shared.length > 0 ? ['--shared', shared.join(',')] : []),
  ]);
  const seconds = (performance.now() - begun) / 1000;
  const report = read<{ readonly shots: readonly ReportedShot[] }>(join(work, 'report.json'));
  rmSync(work, { recursive: true });
  const all = new Map(
    report.shots.flatMap((shot, i) =>
      deviations(shot, shots[i] as StoredShot, shots.length > 1 ? `shot ${i + 1}: ` : ''),
    ),
  );
  console.log(`${id}: ${seconds.toFixed(1)} s for the whole command`);
  for (const { status, evaluations, sigmaZ, seconds: own } of report.shots) {
    console.log(`  ${status}, ${evaluations} evaluations, sigmaZ ${sigmaZ.toFixed(3)}, fit ${own.refine.toFixed(2)} s`);
  }
  let [farthest, least, most] = [0, Number.POSITIVE_INFINITY, 0];
  for (const [i, name] of bound.names.entries()) {
    const [error, esd] = all.get(name) ?? [Number.NaN, Number.NaN];
    const limit = bound.esd[i] as number;
    const distance = (error - (prototype.errors[i] as number)) / limit;
    farthest = Math.max(farthest, Math.abs(distance));
    [least, most] = [Math.min(least, esd / limit), Math.max(most, esd / limit)];
    console.log(
      `  ${name.padEnd(20)} error ${error.toExponential(2).padStart(9)}, ${distance.toFixed(3).padStart(6)} e.s.d. from the optimum, e.s.d. ${(esd / limit).toFixed(3)} of the bound`,
    );
  }
  console.log(
    `  at most ${farthest.toFixed(3)} e.s.d. from the optimum, e.s.d. ${least.toFixed(3)} to ${most.toFixed(3)} of the bound`,
  );
}

for (const folder of folders) judge(folder);
