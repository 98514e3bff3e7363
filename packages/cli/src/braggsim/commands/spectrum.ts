import { usageError } from '@braggsim/core';
import { openOutputs } from '@braggsim/core/node';
import { formatG } from '@braggsim/core/text';
import { experimentSpectrum } from '@braggsim/experiment';
import { loadSpectrum, withSeed } from '@braggsim/experiment/node';
import { type SpectrumLines, spectrumMoments, spectrumText } from '@braggsim/sources';
import { type Arguments, command } from '../../terminal/subcommand';
import { experimentOptions, givenExperiment } from '../experiment-options';

const beamOptions = Object.fromEntries(
  Object.entries(experimentOptions).filter(
    ([path]) => path.startsWith('beam.spectrum.') || ['beam.energyEv', 'seed', 'set'].includes(path),
  ),
);

/** The command that writes the lines of the spectrum of an experiment. */
export const spectrum = command({
  name: 'spectrum',
  summary: 'write the lines of the spectrum of each image',
  positionals: '[experiment.yaml]',
  arity: [0, 1],
  description:
    'The file has the columns shot,energyEv,weight and can be given as a spectrum itself. Pulses of sase are drawn by the seed and the number of the shot: ' +
    'they are those that a series of images gets. A file of lines holds the shape of each pulse; its energy is that of the beam.',
  options: {
    ...beamOptions,
    shots: { type: 'integer', min: 1, max: 1e6, default: 1, flag: '--shots', doc: 'number of pulses' },
    out: {
      type: 'text',
      flag: '--out',
      short: '-o',
      value: 'file',
      doc: 'file of lines, .csv; the standard output when absent',
    },
    quiet: { type: 'boolean', flag: '--quiet', short: '-q', doc: 'no report' },
  },
  examples: [
    'braggsim spectrum --spectrum sase --energy 9500 --bandwidth-ev 20 --spike-ev 0.8 --shots 100 --seed 3 -o shots.csv',
    'braggsim spectrum experiment.yaml -o lines.csv',
  ],
  async run(args, { out }) {
    const { shots = 1, out: path, quiet } = args.options as { shots?: number; out?: string; quiet?: boolean };
    const given = { ...args, options: { ...args.options, out: undefined, quiet: undefined, shots: undefined } };
    const { experiment } = await givenExperiment(given as unknown as Arguments);
    const seeded = withSeed(experiment);
    const scan = { ...seeded.scan, images: shots };
    const lines = experimentSpectrum({ ...seeded, scan }, loadSpectrum(seeded.beam));
    if (!lines) throw usageError('the experiment has no spectrum; give beam.spectrum in its file, or --spectrum');
    const pulses = Array.from({ length: shots }, (_, shot) => lines.linesOf(shot));
    const text = spectrumText(pulses);
    if (path === undefined) {
      for (const part of text) out(part);
      return;
    }
    const files = openOutputs([path]);
    files.write(
      path,
      text.map((part) => new TextEncoder().encode(part)),
    );
    files.commit();
    if (quiet) return;
    const { mean, width } = spectrumMoments(pulses[0] as SpectrumLines);
    const rows = [
      ['shots', String(shots)],
      ['channels', String(pulses[0]?.wavelengths.length)],
      ['mean', `${formatG(mean, 8)} eV (shot 1)`],
      ['rms width', `${formatG(width, 4)} eV (shot 1)`],
      ['wrote', path],
    ];
    out(rows.map(([label = '', value]) => `${label.padEnd(12)} ${value}\n`).join(''));
  },
});
