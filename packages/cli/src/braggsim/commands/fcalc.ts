import { usageError } from '@braggsim/core';
import { openOutputs, readPackedInput } from '@braggsim/core/node';
import type { FcalcOptions } from '@braggsim/reflections/coordinates';
import { command } from '../../terminal/subcommand';
import { version } from '../../terminal/version';

const FORMATS = /\.(mtz|hkl)$/i;

const outputOf = (path: string | undefined): string => {
  if (path && FORMATS.test(path)) return path;
  throw usageError(
    `name an output that ends in .mtz or .hkl with -o, ${path ? `not '${path}'` : 'for instance -o out.mtz'}`,
  );
};

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
  ignored: [{ beside: '--no-solvent', flags: ['--solvent-density', '--solvent-b'], why: 'there is no solvent' }],
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
    const { dispersionAt, encodeFactors, factorLines, readModel, scaleDifference, structureFactors } = await import(
      '@braggsim/reflections/coordinates'
    );
    const { value: model, warnings } = readModel(readPackedInput(path, 'model'), path);
    for (const { message } of warnings) err(`braggsim: warning: ${message}\n`);
    const started = performance.now();
    const particle = options.particle === 'electron' ? 'electron' : 'photon';
    const asked: FcalcOptions = {
      dMinA: dmin,
      ions: !options.neutral,
      particle,
      ...solventOf(options),
      ...(wavelength !== undefined && { dispersion: await dispersionAt(wavelength) }),
      ...((method === 'direct' || method === 'fft') && { method }),
    };
    const factors = structureFactors(model, asked);
    const scale = scaleDifference(model, path, asked);
    if (scale) err(`braggsim: warning: ${scale.message}\n`);
    const seconds = (performance.now() - started) / 1000;
    const anomalous = wavelength === undefined ? {} : { wavelengthA: wavelength };
    const history = [`From braggsim ${version}, fcalc`];
    const about = { title: `Calculated from ${path}`, history, particle, ...anomalous } as const;
    files.write(output, [encodeFactors(output, factors, about)]);
    await files.commit();
    const row = (label: string, value: string) => `${label.padEnd(12)} ${value}\n`;
    const lines = factorLines(factors, { ...asked, model, seconds }).map((line) => `${line}\n`);
    if (!options.quiet) out([row('model', path), ...lines, row('wrote', output)].join(''));
  },
});
