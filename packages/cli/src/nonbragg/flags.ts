import type { Abscissa } from '@braggsim/background';
import { beamFlags } from '../nanobragg/flags/beam';
import { detectorFlags } from '../nanobragg/flags/detector';
import { type Flag, type FlagGroup, flag, nothing, set, unlessNegative } from '../nanobragg/flags/flag';
import { outputFlags } from '../nanobragg/flags/output';
import { runningFlags } from '../nanobragg/flags/running';
import { integer, number, text } from '../nanobragg/values';
import type { NonBraggDraft } from './invocation';

/** Returns the flags with these first names that nonBragg shares with nanoBragg. */
const shared = ({ flags }: FlagGroup, names: string): Flag<NonBraggDraft>[] => {
  const wanted = new Set(names.split(' '));
  return flags.filter((f) => wanted.has(f.names[0] as string));
};

/** Outputs of nanoBragg that nonBragg does not have. */
const NANOBRAGG_ALONE = new Set(['-sidecar', '-xds_inp', '-trace_pixel']);

const table = (name: string, abscissa: Abscissa, what: string) =>
  flag<NonBraggDraft>(name, [text('file')], `amplitudes by ${what}, electrons per molecule`, (draft, [file]) => {
    draft.table = { file: file as string, abscissa };
  });

type SampleField = keyof NonBraggDraft['sample'];

const sample = (names: string, unit: string, doc: string, ...fields: SampleField[]) =>
  flag<NonBraggDraft>(names, [number({ unit, min: 0 })], doc, (draft, [x]) => {
    for (const field of fields) draft.sample[field] = x as number;
  });

/** All flags of nonBragg, in the order of its help. */
export const NONBRAGG_FLAGS: readonly FlagGroup<NonBraggDraft>[] = [
  {
    title: 'Sample',
    flags: [
      table('-stol', 'stol', 'sin(theta)/lambda (1/A)'),
      table('-4stol', '4stol', '4 sin(theta)/lambda (1/A)'),
      table('-Q', 'Q', '4 pi sin(theta)/lambda (1/A)'),
      sample(
        '-thick -thickness -sample_thick -sample_thickness -sample_x',
        'mm',
        'sample size along the beam (0.1)',
        'thicknessMm',
      ),
      sample('-width -sample_width -sample_y', 'mm', 'sample size across the beam, clipped to it (0.1)', 'widthMm'),
      sample(
        '-height -heigh -sample_height -sample_heigh -sample_z',
        'mm',
        'sample size in the other direction across the beam (0.1)',
        'heightMm',
      ),
      sample('-samplesize -sample_size', 'mm', 'all three sample sizes', 'thicknessMm', 'widthMm', 'heightMm'),
      sample('-density -sample_density -sample_den', 'g/cm^3', 'density (1)', 'densityGPerCm3'),
      sample(
        '-molecules -sample_molecules',
        'molecules',
        'number of molecules, instead of size and density',
        'molecules',
      ),
      flag('-MW -molecular -molecular_weight', [number({ unit: 'g/mol', above: 0 })], 'molar mass (18)', (d, [x]) => {
        d.sample.molarMassGPerMol = x as number;
      }),
      flag('-background', [text('file')], 'float image added to the photons, before noise', (d, [file]) => {
        d.background = file as string;
      }),
      flag('-Fmap', [], 'write amplitudes of the last sample of each pixel instead of photons', (d) => {
        d.amplitudeMap = true;
      }),
    ],
  },
  {
    title: 'From an image back to a table',
    flags: [
      flag('-img', [text('file')], 'SMV image: its header gives the geometry, its pixels are inverted', (d, [file]) => {
        d.files.image = file as string;
      }),
      flag('-stolout', [text('file')], 'table to write (output.stol)', (d, [file]) => {
        d.inverse.output = file as string;
      }),
      flag('-gain', [number({ unit: 'ADU/photon', above: 0 })], 'gain of the image (1)', (d, [x]) => {
        d.inverse.gain = x as number;
      }),
      flag('-ignore', [number({ unit: 'ADU' })], 'pixel value that is ignored; may be repeated', (d, [x]) => {
        d.inverse.ignore.push(x as number);
      }),
      flag(
        '-reject',
        [number({ above: 0 })],
        'reject pixels more than this many deviations from the median',
        (d, [x]) => {
          d.inverse.rejectSigma = x as number;
        },
      ),
      flag('-noreject', [], 'reject no pixels (default)', (d) => {
        delete d.inverse.rejectSigma;
      }),
    ],
  },
  {
    title: 'Detector',
    flags: [
      ...shared(
        detectorFlags,
        '-distance -close_distance -pixel -detpixels -detpixels_f -detpixels_s -detsize -Xbeam -Ybeam -Xclose -Yclose ' +
          '-ORGX -ORGY -pivot -twotheta -detector_rotx -detector_roty -detector_rotz -fdet_vector -sdet_vector ' +
          '-beam_vector -polar_vector -spindle_axis -twotheta_axis -curved_det -point_pixel -roi',
      ),
      flag('-detsize_x', [number({ unit: 'mm', above: 0 })], 'detector size along fast', set('detector', 'sizeFastMm')),
      flag('-detsize_y', [number({ unit: 'mm', above: 0 })], 'detector size along slow', set('detector', 'sizeSlowMm')),
      flag(
        '-odet_vector -pix0_vector',
        [number(), number(), number()],
        'accepted and not used, as in the C program',
        nothing,
      ),
      flag('-oversample', [integer()], 'subpixels per pixel edge (1)', set('sampling', 'oversample')),
      flag('-phi', [number({ unit: 'deg' })], 'spindle angle, for the header (0)', set('scan', 'startDeg')),
      flag('-osc', [number({ unit: 'deg' })], 'spindle range, for the header', set('scan', 'widthDeg', unlessNegative)),
      flag('-phistep', [number({ unit: 'deg' })], 'spindle step, for the header', set('scan', 'stepDeg')),
      flag('-phisteps', [integer()], 'spindle samples, for the header', set('scan', 'phiSteps')),
    ],
  },
  {
    title: 'Beam',
    flags: [
      ...beamFlags.flags,
      flag('-sourcefile', [text('file')], 'sources: X Y Z weight wavelength(m)', set('beam', 'sources')),
      flag('-source_distance', [number({ unit: 'mm' })], 'accepted; only the directions are used', nothing),
      flag('-coherent', [], 'accepted and not used, as in the C program', nothing),
    ],
  },
  {
    title: outputFlags.title,
    flags: outputFlags.flags.filter(({ names }) => !NANOBRAGG_ALONE.has(names[0] as string)),
  },
  {
    title: runningFlags.title,
    flags: shared(
      runningFlags,
      '-compat -c-compat -compatibility -show_config -werror -kernel -precision -native -threads',
    ),
  },
];
