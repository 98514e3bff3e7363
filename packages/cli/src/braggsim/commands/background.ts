import { amorphousParameters } from '@braggsim/background';
import { usageError } from '@braggsim/core';
import { command, type Option, type OptionTable } from '../../terminal/subcommand';
import { experimentOptions } from '../experiment-options';
import { IGNORED_IN_DRY_RUN, simulate, simulated } from './simulate';

const GROUP = 'Sample';
const { material, abscissa, ends, thicknessMm, widthMm, heightMm, densityGPerCm3, molarMassGPerMol, molecules } =
  amorphousParameters;

/** The fields of an amorphous background that have a flag in this command. */
const sampleOptions = {
  material: { ...material, flag: '--material', group: GROUP },
  file: { ...amorphousParameters.file, flag: '--table', value: 'file', group: GROUP },
  abscissa: { ...abscissa, flag: '--abscissa', group: GROUP },
  ends: { ...ends, flag: '--ends', group: GROUP },
  thicknessMm: { ...thicknessMm, flag: '--thickness', group: GROUP },
  widthMm: { ...widthMm, flag: '--width', group: GROUP },
  heightMm: { ...heightMm, flag: '--height', group: GROUP },
  densityGPerCm3: { ...densityGPerCm3, flag: '--density', group: GROUP },
  molarMassGPerMol: { ...molarMassGPerMol, flag: '--molar-mass', group: GROUP },
  molecules: { ...molecules, flag: '--molecules', group: GROUP },
} as const;

/** Sections of an experiment, from the file or from flags, that do not apply to an image of a background alone. */
const OMITTED = ['crystal', 'crystals', 'structureFactors', 'scan', 'background', 'readout', 'output'];
const KEPT_FLAGS = ['readout', 'output'];

const planOptions: OptionTable = Object.fromEntries(
  Object.entries<Option>(experimentOptions).filter(([path]) => {
    const [section = ''] = path.split('.');
    return path !== 'anomalous' && (!OMITTED.includes(section) || KEPT_FLAGS.includes(section));
  }),
);

const { json, quiet, dryRun } = simulate.options;

/** The command that computes an image of amorphous scattering alone, to be added to others before noise. */
export const background = command({
  name: 'background',
  summary: 'compute the scattering of water, air, ice or any table of amplitudes',
  positionals: '[experiment.yaml]',
  arity: [0, 1],
  description:
    'The image contains only this scattering. Detector, beam and sampling are those of the experiment file and the flags;  ' +
    'its crystal, other backgrounds, scan, readout and outputs are ignored. A float image ' +
    '(.bin, .npy) can be added to others by the readout stage addedImage. The same scattering together with a crystal is a ' +
    'background of the experiment file: { kind: amorphous, material: air, thicknessMm: 30 }.',
  options: { ...sampleOptions, ...planOptions, set: experimentOptions.set, json, quiet, dryRun },
  ignored: [
    IGNORED_IN_DRY_RUN,
    { beside: '--material', flags: ['--abscissa'], why: 'its table has an abscissa of its own' },
    {
      beside: '--molecules',
      flags: ['--thickness', '--width', '--height', '--density', '--molar-mass'],
      why: 'it says how much there is by itself',
    },
  ],
  examples: [
    'braggsim background --material air --thickness 30 --fluence 1e22 --distance 200 -o air.npy',
    'braggsim background --table buffer.stol --abscissa Q --thickness 1 --density 1.02 -o buffer.img --noise',
  ],
  run({ positionals, options }, terminal) {
    if ((options.material === undefined) === (options.file === undefined)) {
      throw usageError('braggsim background takes either --material or --table');
    }
    const sample = Object.keys(sampleOptions).flatMap((name) => {
      const value = options[name as keyof typeof sampleOptions];
      return value === undefined ? [] : [`background.amorphous.${name}=${value}`];
    });
    const rest = Object.fromEntries(Object.entries(options).filter(([name]) => !Object.hasOwn(sampleOptions, name)));
    const set = [...((options.set ?? []) as readonly string[]), ...sample];
    return simulated({ positionals, options: { ...rest, set } as never }, terminal, OMITTED);
  },
});
