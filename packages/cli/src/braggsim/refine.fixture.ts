/** Experiment file of a triclinic crystal with some twenty bright spots on 120 x 120 pixels, recorded as counts. */
export const STILL = `beam: { wavelengthA: 1, fluencePerM2: 3e29, polarization: 0.5 }
detector: { distanceMm: 60, pixelMm: 0.1, pixelsFast: 120, pixelsSlow: 120, beamCentreMm: [6, 6] }
crystal: { cell: [41, 52, 63, 82, 95, 103], misset: [12, -33, 57], cells: [12, 10, 9], shape: square }
structureFactors: { default: 60 }
readout: [{ kind: photon }, { kind: digitize, offset: 40 }]
sampling: { oversample: 1 }
seed: 1
`;

/** Returns the experiment file with the crystal turned to other angles, deg. */
export const turned = (misset: string): string => STILL.replace('12, -33, 57', misset);

/** The experiment file that a refinement starts from, a tenth of a degree off. */
export const START = turned('12.1, -33.05, 57.04');

/** Places of six of the spots, fast and slow in pixels. */
export const SPOTS = '31 38\n37 112\n117 48\n84 77\n98 39\n109 41\n';
