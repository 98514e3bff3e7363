/** Images of what Bragg scattering comes from: its mean photon energy (eV), and the mean Miller indices. */
export const LABELS = ['energy', 'hkl'] as const;
/** Name of a label of pixels. */
export type Label = (typeof LABELS)[number];

/** An output of a label: `energy=FILE`. */
export interface LabelOutput {
  readonly label: Label;
  readonly path: string;
}

const NAMED = new RegExp(`^(${LABELS.join('|')})=(.*)$`, 's');

/** Splits the name of an output of a label; undefined for an image. */
export function labelOutput(name: string): LabelOutput | undefined {
  const [, label, path] = NAMED.exec(name) ?? [];
  return label === undefined || path === undefined ? undefined : { label: label as Label, path };
}
