import { usageError } from '@braggsim/core';
import { openOutputs, readPackedInput } from '@braggsim/core/node';
import { formatG } from '@braggsim/core/text';
import type { FcalcOptions, StructureFactors } from '@braggsim/reflections/coordinates';
import { command } from '../../terminal/subcommand';
import { version } from '../../terminal/version';

const FORMATS = /\.(mtz|hkl)$/i;

const outputOf = (path: string | undefined): string => {
  if (path && FORMATS.test(path)) return path;
  throw usageError(
    `name an output that ends in .mtz or .hkl with -o, ${path ? `not '${path}'` : 'for instance -o out.mtz'}`,
  );
};

/** Digits of amplitudes in A, which are smaller than those in electrons. */
const DIGITS_OF_ELECTRONS = 5;

/** Encodes structure factors in the format for the extension of a path. */
async function encode(
  path: string,
  factors: StructureFactors,
  title: string,
  { wavelength: wavelengthA, particle }: { readonly wavelength?: number; readonly particle?: string },
): Promise<Uint8Array> {
  const { fcalcMtz, fcalcText } = await import('@braggsim/reflections/coordinates');
  if (/\.hkl$/i.test(path))
    return new TextEncoder().encode(fcalcText(factors, particle === 'electron' ? DIGITS_OF_ELECTRONS : undefined));
  const history = [`From braggsim ${version}, fcalc`];
  return fcalcMtz(factors, { title, history, ...(wavelengthA !== undefined && { wavelengthA }) });
}

function summary(name: string, factors: StructureFactors, seconds: number, unit: string): string {
  const { spaceGroup, cell, h, method, solventFraction, plusRe, plusIm } = factors;
  const rows = [
    ['model', name],
    ['space group', `${spaceGroup.name} (${spaceGroup.number})`],
    ['cell', cell.map((x) => formatG(x)).join(' ')],
    ['reflections', `${h.length - 1} unique, and 0 0 0`],
    ['F(0 0 0)', `${formatG(Math.hypot(plusRe[0] as number, plusIm[0] as number))} ${unit}`],
    ['solvent', solventFraction > 0 ? `${formatG(100 * solventFraction)} % of the cell` : 'none'],
    ['method', `${method === 'fft' ? 'density and transform' : 'direct sum'}, ${seconds.toFixed(2)} s`],
  ];
  return rows.map(([label = '', value]) => `${label.padEnd(12)} ${value}\n`).join('');
}

/** Returns the bulk solvent for the options; undefined without any, so that models of small molecules have none. */
function solventOf({ noSolvent, solventDensity, solventB }: SolventFlags): Pick<FcalcOptions, 'solvent'> {
  if (noSolvent) return { solvent: false };
  if (solventDensity === undefined && solventB === undefined) return {};
  return {
    solvent: {
      ...(solventDensity !== undefined && { density: solventDensity }),
      ...(solventB !== undefined && { b: solventB }),
    },
  };
}

interface SolventFlags {
  readonly noSolvent?: boolean;
  readonly solventDensity?: number;
  readonly solventB?: number;
}

/** The command that calculates structure factors of a model. */
export const fcalc = command({
  name: 'fcalc',
  summary: 'calculate structure factors from the coordinates of a model',
  positionals: '<model.pdb|model.cif>',
  arity: [1, 1],
  options: {
    dmin: {
      type: 'number',
      unit: 'Å',
      min: 0,
      exclusiveMin: true,
      flag: '--dmin',
      doc: 'all reflections to this d-spacing',
    },
    out: {
      type: 'text',
      flag: '--out',
      short: '-o',
      value: 'file',
      doc: '.mtz (unique reflections, phases) or .hkl (whole sphere, lines h k l F)',
    },
    wavelength: {
      type: 'number',
      unit: 'Å',
      min: 0,
      exclusiveMin: true,
      flag: '--wavelength',
      doc: "adds anomalous scattering, f' and f'', at this wavelength; none by default",
    },
    particle: {
      type: 'enum',
      options: ['photon', 'electron'],
      default: 'photon',
      flag: '--particle',
      doc: 'amplitudes in electrons for X-rays, or in Å for electrons (equation of Mott and Bethe, without solvent)',
    },
    noSolvent: { type: 'boolean', flag: '--no-solvent', doc: 'atoms in vacuum instead of flat bulk solvent' },
    solventDensity: {
      type: 'number',
      unit: 'e/Å^3',
      min: 0,
      default: 0.35,
      flag: '--solvent-density',
      doc: 'density of the bulk solvent',
    },
    solventB: {
      type: 'number',
      unit: 'Å^2',
      min: 0,
      default: 46,
      flag: '--solvent-b',
      doc: 'B factor that smooths the edges of the bulk solvent',
    },
    neutral: {
      type: 'boolean',
      flag: '--neutral',
      doc: 'use form factors of neutral atoms even where the model gives charges',
    },
    method: {
      type: 'enum',
      options: ['auto', 'direct', 'fft'],
      default: 'auto',
      flag: '--method',
      doc: 'sum over atoms, or a density and its transform',
    },
    quiet: { type: 'boolean', flag: '--quiet', short: '-q', doc: 'no report' },
  },
  idle: [{ beside: '--no-solvent', flags: ['--solvent-density', '--solvent-b'], why: 'there is no solvent' }],
  description:
    "Amplitudes are on the absolute scale, electrons per unit cell, or Å for electrons. A model may be compressed with gzip. In an MTZ file, FC and PHIC exclude f''; FC(+) and FC(-) include it.",
  examples: [
    'braggsim fcalc 1vat.pdb --dmin 1.8 -o out.mtz',
    'braggsim fcalc 1vat.pdb --dmin 2 --wavelength 1 -o 1vat.hkl',
  ],
  async run({ positionals: [path = ''], options }, { out, err }) {
    const { dmin, wavelength, method } = options;
    if (dmin === undefined) throw usageError('give the resolution limit: --dmin 2 (A)');
    const output = outputOf(options.out);
    const files = openOutputs([output]);
    const { dispersionAt, readModel, scaleDifference, structureFactors } = await import(
      '@braggsim/reflections/coordinates'
    );
    const { value: model, warnings } = readModel(readPackedInput(path, 'model'), path);
    for (const { message } of warnings) err(`braggsim: warning: ${message}\n`);
    const started = performance.now();
    const asked: FcalcOptions = {
      dMinA: dmin,
      ions: !options.neutral,
      ...(options.particle === 'electron' && { particle: 'electron' }),
      ...solventOf(options),
      ...(wavelength !== undefined && { dispersion: await dispersionAt(wavelength) }),
      ...((method === 'direct' || method === 'fft') && { method }),
    };
    const factors = structureFactors(model, asked);
    const scale = scaleDifference(model, path, asked);
    if (scale) err(`braggsim: warning: ${scale.message}\n`);
    const seconds = (performance.now() - started) / 1000;
    files.write(output, [await encode(output, factors, `Calculated from ${path}`, options)]);
    await files.commit();
    if (!options.quiet)
      out(
        `${summary(path, factors, seconds, options.particle === 'electron' ? 'Å' : 'electrons')}${'wrote'.padEnd(12)} ${output}\n`,
      );
  },
});
