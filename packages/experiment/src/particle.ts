import { type StageRequest, usageError } from '@braggsim/core';
import type { Experiment } from './experiment';

/** Backgrounds whose built-in scattering is that of X-rays. */
const XRAY_BACKGROUNDS: ReadonlySet<string> = new Set(['water', 'amorphous', 'powder', 'air']);

const refused = (field: string, what: string, remedy: string) =>
  usageError({
    message: `${field}: ${what} is known for X-rays, and beam.particle is electron; ${remedy}`,
    expected: `what scatters electrons in ${field}`,
    found: what,
    remedy,
  });

/** Checks that a background holds for electrons. @throws BraggsimError (`usage`) for one that does not */
function checkBackground({ kind, material }: StageRequest, field: string): void {
  if (XRAY_BACKGROUNDS.has(kind)) {
    throw refused(field, `the background ${kind}`, 'leave it out, or describe it by rings with strengths in Å²');
  }
  if (kind === 'rings' && material !== undefined) {
    throw refused(
      field,
      `the strength of the rings of ${String(material)}`,
      'give rings, with strengths in Å², instead of a material',
    );
  }
}

/** Checks that the unit of listed amplitudes is the one of the particle: they differ by orders of magnitude. */
function checkUnit({ structureFactors = {} }: Experiment, electrons: boolean): void {
  const { file, cache, unit } = structureFactors;
  const needed = electrons ? 'A' : 'electrons';
  const actual = unit ?? (electrons && (file ?? cache) === undefined ? 'A' : 'electrons');
  if (actual === needed) return;
  const particle = electrons ? 'electron' : 'photon';
  const remedy = electrons
    ? 'give amplitudes in Å and say so by structureFactors.unit: A, or a model (--model), from which they are calculated'
    : 'leave structureFactors.unit out, or set beam.particle: electron';
  throw usageError({
    message: `expected structureFactors.unit ${needed} for beam.particle ${particle}, found ${unit ?? 'none, which means electrons'}; ${remedy}`,
    expected: needed,
    found: unit ?? 'none',
    remedy,
  });
}

/**
 * Checks that an experiment agrees with the particle of its beam: anomalous scattering, absorption and the tables of backgrounds
 * are those of X-rays, and amplitudes have the unit of the particle.
 *
 * @throws BraggsimError (`usage`) that names the field
 */
export function checkParticle(experiment: Experiment): void {
  const electrons = experiment.beam?.particle === 'electron';
  checkUnit(experiment, electrons);
  if (!electrons) return;
  const { anomalous, channels } = (experiment.structureFactors ?? {}) as Readonly<Record<string, unknown>>;
  if (anomalous !== undefined) throw refused('structureFactors.anomalous', 'anomalous scattering', 'leave it out');
  if (channels !== undefined)
    throw refused('structureFactors.channels', 'scattering by the energy of photons', 'leave it out');
  if (experiment.absorption !== undefined) throw refused('absorption', 'absorption', 'leave it out');
  for (const [i, background] of (experiment.background ?? []).entries()) {
    checkBackground(background, `background.${i}`);
  }
}
