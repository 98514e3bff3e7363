import { type Choices, type Derived, vector, type Warning } from '@braggsim/core';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { resolveDetector, resolveOversample } from '@braggsim/geometry';
import { resolveCrystal, resolveMosaic, resolveScan } from '@braggsim/lattice';
import { resolveBeam, resolveSources } from '@braggsim/sources';

/** Everything that follows from an experiment before any pixel is looked at, in the order of the specification. */
export function derive(
  experiment: Experiment,
  inputs: SimulationInputs,
  choices: Choices,
): { derived: Derived; warnings: readonly Warning[] } {
  const beam = resolveBeam(experiment.beam);
  const detector = resolveDetector(experiment.detector, { ...experiment, compatibility: choices });
  const { wavelength, beamSize } = beam.value;
  const given = { wavelength, beamSize, ...(inputs.matrix ? { matrix: inputs.matrix } : {}) };
  const crystal = resolveCrystal(seeded(experiment), given, choices);
  const scan = resolveScan(experiment.scan, choices);
  const { spindle } = detector.value;
  const placed = scan.reversed ? { ...detector.value, spindle: vector.scale(spindle, -1) } : detector.value;
  const mosaic = resolveMosaic(experiment.crystal?.mosaic, choices);
  const sources = resolveSources(experiment.beam, beam.value, detector.value, inputs.sources, choices);
  const { distance, pixelSize } = detector.value;
  const oversample = resolveOversample(experiment.sampling?.oversample, {
    crystal: crystal.value,
    wavelength,
    distance,
    pixelSize,
  });
  return {
    derived: {
      beam: beam.value,
      detector: placed,
      crystal: crystal.value,
      scan: scan.value,
      mosaic: mosaic.value,
      sources: sources.value,
      oversample: oversample.value,
    },
    warnings: [beam, detector, crystal, scan, mosaic, sources, oversample].flatMap((part) => part.warnings),
  };
}

/** The crystal section; a random mis-setting without a seed of its own takes the experiment's. */
const seeded = ({ crystal = {}, seed }: Experiment) =>
  crystal.missetSeed === undefined && seed !== undefined ? { ...crystal, missetSeed: seed } : crystal;
