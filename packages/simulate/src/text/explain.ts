import { type Stage, units, type Vec3, vector } from '@braggsim/core';
import type { CompatibilityOption, Derived, Panel } from '@braggsim/core/derived';
import { fixedParts } from '@braggsim/core/plans';
import { formatG } from '@braggsim/core/text';
import type { Experiment, SimulationInputs, Stages } from '@braggsim/experiment';
import { compatibilityDifferences } from '../differences';
import type { BuiltPlan } from '../plan';
import { usedStageLines } from '../plugin-stages';

/** A fault of the C program that depends on the order in which pixels are computed, so that no mode reproduces it. */
interface UnreproducedFault {
  readonly item: string;
  readonly happens: (experiment: Experiment, built: BuiltPlan) => boolean;
  readonly inC: string;
  readonly instead: string;
}

const UNREPRODUCED: readonly UnreproducedFault[] = [
  {
    item: 'F1',
    happens: (_, { derived }) => derived.scan.steps > 1 && derived.scan.angles.includes(0),
    inC: 'a spindle angle of exactly 0 reuses the rotation of the angle before it',
    instead: 'every angle has its own rotation',
  },
  {
    item: 'F2',
    happens: ({ sampling }) => Object.values(sampling?.perSample ?? {}).includes(true),
    inC: 'factors per sample multiply the running sum of all samples so far',
    instead: 'each factor multiplies its own sample',
  },
  {
    item: 'F4',
    happens: (_, { plan }) => fixedParts(plan.fixed).some(({ structure }) => structure.id === 'tricubic'),
    inC: 'the first index too close to the edge of the table disables interpolation for the rest of the run',
    instead: 'only that sample uses the nearest entry',
  },
];

/** Returns one line that names the faults of the C program which this run reproduces, or nothing. */
export async function faultNotice(
  experiment: Experiment,
  inputs: SimulationInputs,
  built: BuiltPlan,
  stages: Stages,
): Promise<string | undefined> {
  if (experiment.compat !== 'nanobragg-c') return undefined;
  const reproduced = compatibilityDifferences(experiment, inputs, 'corrected', stages);
  const others = UNREPRODUCED.filter(({ happens }) => happens(experiment, built));
  if (reproduced.length + others.length === 0) return undefined;
  const names = [...reproduced.map(({ id }) => id), ...others.map(({ item }) => `${item} (not reproduced)`)];
  return `faults of the C program that affect this run: ${names.join(', ')}; -explain gives details, -compat corrected avoids them`;
}

const difference = ({ id, item, c, corrected, inC, right }: CompatibilityOption): string[] => [
  `  ${id} (${item})`,
  `    C:         ${inC}  [${id}=${c}]`,
  `    corrected: ${right}  [${id}=${corrected}]`,
];

function differencesHeading(differing: number, unreproduced: number, corrected: boolean): string {
  if (differing > 0) {
    const taken = corrected ? 'the corrected value' : "C's value";
    return `Where the C program differs from correct physics in this experiment (this run uses ${taken}):`;
  }
  if (unreproduced > 0) return 'Where the C program differs and no mode reproduces it:';
  return 'The C program and correct physics agree in everything that this experiment uses.';
}

/** Explains how an experiment was resolved, and where the C program differs from correct physics in it. */
export async function explain(
  experiment: Experiment,
  inputs: SimulationInputs,
  built: BuiltPlan,
  stages: Stages,
  plugins: readonly Stage[] = [],
): Promise<string[]> {
  const corrected = (experiment.compat ?? 'corrected') === 'corrected';
  const differing = compatibilityDifferences(experiment, inputs, corrected ? 'c' : 'corrected', stages);
  const others = UNREPRODUCED.filter(({ happens }) => happens(experiment, built));
  return [
    `mode: ${corrected ? 'corrected' : 'nanobragg-c'}`,
    ...resolvedLines(built),
    ...usedStageLines(plugins, experiment, built),
    ...warningLines(built),
    '',
    differencesHeading(differing.length, others.length, corrected),
    ...differing.flatMap(difference),
    ...others.flatMap(({ item, inC, instead }) => [
      `  ${item}, reproduced in no mode`,
      `    C:    ${inC}`,
      `    here: ${instead}`,
    ]),
    ...(differing.length > 0
      ? [
          '',
          'Each of them can be set individually: --compatibility option=value, or `compatibility` in an experiment file.',
        ]
      : []),
  ];
}

function resolvedLines(built: BuiltPlan): string[] {
  const { derived, plan, steps } = built;
  const { beam, detector, sources } = derived;
  const mm = (m: number) => formatG(units.toMm(m));
  const { factors } = plan.fixed;
  const crystals = (built.parts ?? []).filter(({ entry }) => entry !== undefined);
  return [
    `beam: ${formatG(units.toAngstrom(beam.wavelength))} A, ${formatG(beam.fluence)} ${beam.particle ?? 'photon'}s/m^2, ${sources.count} source(s)`,
    `detector: ${detector.convention}, pivot ${detector.pivot}, ${detector.pixelsFast} x ${detector.pixelsSlow} pixels of ` +
      `${mm(detector.pixelSize)} mm at ${mm(detector.distance)} mm`,
    ...panelLines(derived),
    `direct beam: ${mm(detector.beamCentre.fast)} mm along fast, ${mm(detector.beamCentre.slow)} mm along slow from the corner of pixel (0,0)`,
    ...(crystals.length > 0
      ? crystals
          .slice(0, LISTED_CRYSTALS)
          .flatMap(({ entry, copy, scale, built: one }) => [
            `crystals[${entry}]${copy > 0 ? `, copy ${copy + 1}` : ''}: scale ${formatG(scale)}`,
            `  orientation: ${one.derived.crystal.misset.map((angle) => formatG(units.toDegrees(angle))).join(' ')} deg about x, y, z`,
            ...crystalLines(one).map((line) => `  ${line}`),
          ])
      : crystalLines(built)),
    ...(crystals.length > LISTED_CRYSTALS ? [`and ${crystals.length - LISTED_CRYSTALS} more crystals`] : []),
    `sampling: ${subpixels(built)} subpixels, ${plan.fixed.layers} layer(s), ${steps} steps`,
    `factors: ${factors.map(({ id, mode }) => `${id} (${mode})`).join(', ')}`,
  ];
}

/** Number of crystals that are described individually. */
const LISTED_CRYSTALS = 12;

/** Subpixels of a pixel; crystals of several may have different numbers of them. */
const subpixels = ({ derived, parts = [] }: BuiltPlan): string => {
  const all = parts.length > 0 ? parts.map(({ built }) => built.derived.oversample) : [derived.oversample];
  return [...new Set(all)].map((n) => `${n} x ${n}`).join(' or ');
};

/** Describes one crystal and its structure factors. */
function crystalLines({ derived, plan, reflections, spotScale }: BuiltPlan): string[] {
  const { crystal, mosaic, scan } = derived;
  const { scatters = [] } = plan.fixed;
  return [
    `unit cell: ${cellText(crystal)}`,
    `crystal: ${crystal.shape}, ${crystal.cells.join(' x ')} cells, ${mosaic.domains} domain(s), ${scan.steps} spindle step(s)`,
    ...(spotScale === undefined
      ? []
      : [`integrated intensity of a spot: ${formatG(spotScale, 3)} of that of the unit cells`]),
    `structure factors: ${plan.fixed.structure.id}, ${reflections} listed`,
    ...(scatters.length > 0
      ? [
          `scattering between the spots: ${scatters.map(({ id, offsets }) => `${id} (${offsets.length / 3} nodes)`).join(', ')}`,
        ]
      : []),
  ];
}

/** Formats a unit cell, rounded, since a cell derived from an orientation has rounding errors in its last digits. */
function cellText({ cell: [a, b, c, ...angles], volumeA3 }: Derived['crystal']): string {
  const edges = [a, b, c].map((edge) => formatG(edge)).join(' ');
  return `${edges} A, ${angles.map((angle) => formatG(units.toDegrees(angle))).join(' ')} deg, ${formatG(volumeA3)} A^3`;
}

/** Number of panels that are listed individually. */
const LISTED_PANELS = 8;

/** Returns the outer corner of the last pixel of a panel. */
const farCorner = ({ origin, fast, slow, pixelsFast, pixelsSlow, pixelSize, pixelSizeSlow = pixelSize }: Panel): Vec3 =>
  vector.add(
    vector.add(origin, vector.scale(fast, pixelsFast * pixelSize)),
    vector.scale(slow, pixelsSlow * pixelSizeSlow),
  );

/** Lists the positions of the panels of a multi-panel detector in the lab frame. */
function panelLines({ detector: { panels = [] } }: Derived): string[] {
  const vectorText = (v: Vec3) => v.map((x) => formatG(x)).join(' ');
  const more = panels.length - LISTED_PANELS;
  return [
    ...panels.slice(0, LISTED_PANELS).map((panel) => {
      const { name, pixelsFast, pixelsSlow, pixelSize, pixelSizeSlow, origin, fast, slow } = panel;
      const place = (v: Vec3) => vectorText(vector.scale(v, units.toMm(1)));
      const shape =
        pixelSizeSlow === undefined
          ? ''
          : ` of ${formatG(units.toMm(pixelSize))} x ${formatG(units.toMm(pixelSizeSlow))} mm`;
      const end = pixelSizeSlow === undefined ? '' : ` to ${place(farCorner(panel))}`;
      return `panel ${name}: ${pixelsFast} x ${pixelsSlow} pixels${shape} from ${place(origin)}${end} mm of the lab, fast ${vectorText(fast)}, slow ${vectorText(slow)}`;
    }),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

const warningLines = ({ warnings }: BuiltPlan): string[] =>
  warnings.length === 0 ? [] : ['', 'Warnings:', ...warnings.map(({ message }) => `  ${message}`)];
