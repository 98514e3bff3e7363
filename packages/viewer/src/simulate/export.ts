import { type Experiment, filesOfExperiment } from '@braggsim/experiment';

/** Name of the exported experiment. */
export const EXPORTED_NAME = 'experiment.yaml';

/** Writes an experiment as a YAML file. The library is loaded when it is first asked for. */
export async function experimentYaml(experiment: Experiment, kernel: string): Promise<string> {
  const { stringify } = await import('yaml');
  // A kernel that is chosen on the page is part of the experiment in a file.
  const complete = kernel === 'auto' ? experiment : { ...experiment, sampling: { ...experiment.sampling, kernel } };
  return stringify(complete, { lineWidth: 0, flowCollectionPadding: false });
}

/** Returns the command that computes the expected photons of the exported experiment. */
export const commandOf = (experiment: Experiment): string => {
  const file = experiment.detector?.panels ? 'image.nxs' : experiment.readout ? 'image.cbf' : 'image.bin';
  return `braggsim simulate ${EXPORTED_NAME} --out ${file}`;
};

/** Returns the files that an experiment names for its simulation, which the command needs beside the exported file. */
export const namedFiles = ({ refine: _, ...simulated }: Experiment): string[] => [
  ...new Set(filesOfExperiment(simulated)),
];
