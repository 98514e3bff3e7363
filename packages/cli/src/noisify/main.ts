import { ELECTRON_RADIUS_SQUARED, usageError } from '@braggsim/core';
import { openOutputs } from '@braggsim/core/node';
import { toLittleEndian, writePgm } from '@braggsim/detector-io';
import { serialPhotons } from '@braggsim/noise';
import { EXIT_CODE_LINES, flagHelp } from '../nanobragg/help';
import { scanFlags } from '../nanobragg/parse';
import type { Terminal } from '../terminal/command';
import { version } from '../terminal/version';
import { correctedSamples } from './corrected';
import { NOISIFY_FLAGS } from './flags';
import { readFrame } from './frame';
import { copiedHeader, ownHeader } from './header';
import { type NoisifyRun, newRun } from './run';
import { serialSamples } from './serial';

/** A word that contains this text names the input, even without a flag. */
const INPUT_NAME = 'floatimage.bin';

const helpText = (): string =>
  [
    'noisify: detector noise on float images',
    '',
    'Usage: noisify -floatfile <file> [flags]',
    '',
    'The same flags, files and results as the noisify C program. Flags take one dash or two.',
    ...flagHelp(NOISIFY_FLAGS),
    '',
    ...EXIT_CODE_LINES,
    '',
  ].join('\n');

/** Parses the command line of a run. */
function readRun(argv: readonly string[]): NoisifyRun {
  const named = argv.flatMap((word, i) => {
    const stray = word.includes(INPUT_NAME) && !(argv[i - 1] ?? '').startsWith('-');
    return stray || (i === 0 && word.includes(INPUT_NAME)) ? ['-floatfile', word] : [word];
  });
  const run = newRun();
  for (const { flag, values } of scanFlags(named, NOISIFY_FLAGS, 'noisify')) flag.apply(run, values);
  if (run.input === '') throw usageError('noisify needs an image: -floatfile floatimage.bin');
  const beyond = run.flickerPer === 'image' || run.overload !== undefined || run.threads !== undefined;
  if (run.compat === 'nanobragg-c' && beyond) {
    throw usageError(
      '-flicker_mode image, -overload and -threads are not features of the C program: add -compat corrected',
    );
  }
  return run;
}

/** Runs the drop-in command noisify. */
export async function noisify(argv: readonly string[], terminal: Terminal): Promise<void> {
  if (argv.some((word) => /^--?h(elp)?$/.test(word))) return terminal.out(helpText());
  if (argv.some((word) => /^--?version$/.test(word))) return terminal.out(`braggsim ${version}\n`);
  const asked = readRun(argv);
  const run = { ...asked, seed: asked.seed ?? Math.floor(Date.now() / 1000) };
  const frame = readFrame(run);
  const counted = (what: string, of: (value: number) => boolean): string[] => {
    const count = frame.pixels.reduce((sum, value) => sum + (of(value) ? 1 : 0), 0);
    return count > 0 ? [`${count} pixels of '${run.input}' are ${what}`] : [];
  };
  const warnings = [
    ...frame.warnings,
    ...counted('negative', (value) => value < 0),
    ...counted('not finite', (value) => !Number.isFinite(value)),
  ];
  for (const warning of warnings) terminal.err(`noisify: warning: ${warning}\n`);

  const wanted = [run.int, ...(run.noise ? [run.noiseFile] : []), ...(run.pgm === null ? [] : [run.pgm])];
  const files = openOutputs(wanted);
  try {
    const photons = serialPhotons(frame.pixels, run.fluence * ELECTRON_RADIUS_SQUARED * run.scale);
    const samples =
      run.compat === 'corrected'
        ? await correctedSamples(run, frame, photons, terminal.signal)
        : serialSamples(run, frame, photons);
    const header = frame.header ? copiedHeader(frame.header, run.bits) : ownHeader(run, frame.shape);
    const write = (file: string, values: Float64Array) =>
      files.write(file, [header, toLittleEndian((run.bits === 32 ? Int32Array : Uint16Array).from(values))]);
    write(run.int, samples.noiseless);
    if (run.pgm !== null) {
      files.write(
        run.pgm,
        writePgm(new Uint8Array(samples.noiseless.map((v) => Math.min(Math.max(v, 0), 255))), frame.shape, 1),
      );
    }
    if (samples.noisy) write(run.noiseFile, samples.noisy);
    const [slow, fast] = frame.shape;
    const lines = [
      `noisify drop-in, braggsim ${version}`,
      `importing ${slow * fast} pixel intensities: ${run.input} (${fast} x ${slow})`,
      `  seed: ${run.seed}`,
      ...samples.lines,
      ...wanted.map((file) => `writing ${file}`),
    ];
    terminal.out(`${lines.join('\n')}\n`);
    await files.commit();
  } finally {
    await files.discard();
  }
}
