/**
 * Compares structure factors and MTZ files with gemmi and python3-gemmi of Debian: `npx tsx --conditions=source
 * tools/interop/structure-factors.ts`. The tests of the package contain results of the same comparison, so that they do
 * not need gemmi.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import {
  amplitudes,
  fcalcMtz,
  type Model,
  readModel,
  type StructureFactors,
  structureFactors,
} from '@braggsim/reflections/coordinates';
import { type Mtz, readMtz } from '@braggsim/reflections/files';

const fixtures = fileURLToPath(new URL('../../packages/reflections/fixtures/', import.meta.url));
/** The Python of Debian, which finds its packages. */
const PYTHON = '/usr/bin/python3';

function run(command: string, args: readonly string[]): void {
  const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error || status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

const missing = [
  ['gemmi', ['--version']],
  [PYTHON, ['-c', 'import gemmi, numpy']],
] as const;
for (const [command, args] of missing) {
  if (spawnSync(command, args).status !== 0) {
    console.error(`${command} ${args.join(' ')} fails: apt-get install gemmi python3-gemmi python3-numpy`);
    process.exit(2);
  }
}

/** A Python script that writes the columns of an MTZ file, one after the other, as 32-bit floats. */
const READ_BY_GEMMI = `
import gemmi, numpy, sys
mtz = gemmi.read_mtz_file(sys.argv[1])
numpy.concatenate([numpy.array(c, dtype='<f4') for c in mtz.columns]).tofile(sys.argv[2])
`;
/**
 * A Python script that writes an MTZ file of random values, some of them missing, and the same values as 32-bit floats.
 */
const WRITTEN_BY_GEMMI = `
import gemmi, numpy, sys
mtz = gemmi.Mtz(with_base=True)
mtz.cell = gemmi.UnitCell(30, 40, 50, 80, 95, 100)
mtz.spacegroup = gemmi.SpaceGroup('P 1')
for label, kind in [('F', 'F'), ('SIGF', 'Q'), ('I(+)', 'K'), ('I(-)', 'K')]: mtz.add_column(label, kind)
random = numpy.random.default_rng(1)
data = numpy.hstack([random.integers(-20, 20, (1000, 3)), random.normal(0, 1e3, (1000, 4))]).astype('<f4')
data[::7, 4] = numpy.nan
mtz.set_data(data)
mtz.write_to_file(sys.argv[1])
numpy.ascontiguousarray(data.T).tofile(sys.argv[2])
`;

let failures = 0;
function check(what: string, value: number, most: number): void {
  const passed = value <= most;
  if (!passed) failures++;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${what}: ${value.toPrecision(3)} (at most ${most})`);
}

const key = (...indices: readonly (number | undefined)[]) => indices.map((i) => (i ?? 0) + 0).join(' ');
const column = ({ columns }: Mtz, label: string): Float32Array =>
  columns.find((c) => c.label === label)?.values ?? new Float32Array();

/**
 * Returns the sum of differences over the sum of gemmi's amplitudes; equivalents are matched by the expansion to the
 * sphere.
 */
function rFactor(factors: StructureFactors, mtz: Mtz): number {
  const { plus } = amplitudes(factors);
  const ours = new Map<string, number>();
  for (const [i, F] of plus.entries()) {
    const index = [factors.h[i] as number, factors.k[i] as number, factors.l[i] as number] as const;
    for (const { rotation: r } of factors.spaceGroup.operations) {
      const image = [0, 1, 2].map((c) =>
        [0, 1, 2].reduce((sum, row) => sum + index[row as 0] * (r[3 * row + c] as number), 0),
      );
      ours.set(key(...image), F);
      ours.set(key(...image.map((x) => -x)), F);
    }
  }
  const [h, k, l, fc] = ['H', 'K', 'L', 'FC'].map((label) => column(mtz, label)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  let [difference, sum] = [0, 0];
  for (const [i, F] of fc.entries()) {
    const found = ours.get(key(h[i], k[i], l[i]));
    if (found === undefined) throw new Error(`${key(h[i], k[i], l[i])} is missing in braggsim`);
    difference += Math.abs(found - F);
    sum += F;
  }
  return difference / sum;
}

/** Returns the least processor time of several runs (ms). */
function cost(runs: number, task: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const start = process.cpuUsage();
    task();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

function densityAgainstSum(model: Model, dMinA: number): void {
  const [fft, direct] = (['fft', 'direct'] as const).map((method) =>
    structureFactors(model, { dMinA, method, solvent: false }),
  ) as [StructureFactors, StructureFactors];
  const { plus } = amplitudes(direct);
  let [difference, sum] = [0, 0];
  for (let i = 1; i < plus.length; i++) {
    difference += Math.hypot(
      (fft.plusRe[i] as number) - (direct.plusRe[i] as number),
      (fft.plusIm[i] as number) - (direct.plusIm[i] as number),
    );
    sum += plus[i] as number;
  }
  check(`density against direct sum, ${dMinA} A`, difference / sum, 1e-4);
}

const bits = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);
const differing = (a: Float32Array, b: Float32Array): number =>
  bits(a).filter((word, i) => word !== bits(b)[i]).length + Math.abs(a.length - b.length);

const folder = mkdtempSync(join(tmpdir(), 'braggsim-interop-'));
try {
  const packed = readFileSync(join(fixtures, 'lysozyme_1vat.pdb.gz'));
  const models = [
    ['lysozyme', gunzipSync(packed), 2],
    ['small', readFileSync(join(fixtures, 'small.pdb')), 1],
  ] as const;
  for (const [name, bytes, dMinA] of models) {
    const pdb = join(folder, `${name}.pdb`);
    const mtz = join(folder, `${name}.mtz`);
    writeFileSync(pdb, bytes);
    const model = readModel(bytes, pdb).value;
    const ours = structureFactors(model, { dMinA, solvent: false, ions: false });
    for (const quality of [[], ['--rate=3', '--rcut=1e-7']]) {
      run('gemmi', ['sfcalc', `--dmin=${dMinA}`, '-w0', ...quality, `--to-mtz=${mtz}`, pdb]);
      const label = quality.length > 0 ? 'fine grid' : 'usual grid';
      check(
        `R of ${name} to ${dMinA} A against gemmi sfcalc, ${label}`,
        rFactor(ours, readMtz(readFileSync(mtz))),
        0.005,
      );
    }
    densityAgainstSum(model, dMinA);
    if (name === 'lysozyme') {
      const direct = cost(2, () => structureFactors(model, { dMinA, method: 'direct', solvent: false }));
      const fft = cost(10, () => structureFactors(model, { dMinA, method: 'fft', solvent: false }));
      console.log(`     processor time: direct sum ${direct.toFixed(0)} ms, density ${fft.toFixed(0)} ms`);
      check('time of the density over that of the direct sum', fft / direct, 1 / 20);
    }
    const file = join(folder, 'ours.mtz');
    writeFileSync(
      file,
      fcalcMtz(structureFactors(model, { dMinA: 2 * dMinA, dispersion: () => ({ real: 0.1, imaginary: 1 }) }), {
        title: name,
        wavelengthA: 1,
      }),
    );
    run('gemmi', ['mtz', '--dump', file]);
    run(PYTHON, ['-c', READ_BY_GEMMI, file, join(folder, 'bits')]);
    const mtzOurs = readMtz(readFileSync(file));
    const theirs = new Float32Array(Uint8Array.from(readFileSync(join(folder, 'bits'))).buffer);
    const flat = Float32Array.from(theirs.length === 0 ? [] : mtzOurs.columns.flatMap(({ values }) => [...values]));
    check(
      `values of the MTZ of ${name} by braggsim that gemmi reads differently, of ${flat.length}`,
      differing(flat, theirs),
      0,
    );
  }
  const file = join(folder, 'theirs.mtz');
  run(PYTHON, ['-c', WRITTEN_BY_GEMMI, file, join(folder, 'bits')]);
  const mtz = readMtz(readFileSync(file));
  const flat = Float32Array.from(mtz.columns.flatMap(({ values }) => [...values]));
  const theirs = new Float32Array(Uint8Array.from(readFileSync(join(folder, 'bits'))).buffer);
  check(`values of gemmi's MTZ that braggsim reads differently, of ${flat.length}`, differing(flat, theirs), 0);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;
