/**
 * Geometry of detectors for other programs and from them: experiment lists of dxtbx, CrystFEL geometry, XDS.
 *
 * @module
 * @example
 * ```ts
 * import { readGeom } from '@braggsim/detector-io/geometry';
 *
 * const { detector } = readGeom('clen = 0.1\nphoton_energy = 9000\nres = 10000\np/min_fs = 0\np/max_fs = 9\np/min_ss = 0\np/max_ss = 9\np/corner_x = -5\np/corner_y = -5\n');
 * console.log(detector?.distanceMm); // 100
 * ```
 */
export { misfit } from '../facing';
export { importNotes } from '../import-notes';
export { dialsFrame, type Frame } from '../nxmx/frame';
export { checkXdsDetector, type XdsFiles, xdsInp } from '../xds-inp';
export { readExpt } from './expt';
export { writeExpt } from './expt-writer';
export { type KnownGeometry, readGeom } from './geom';
export { writeGeom } from './geom-writer';
export { readXdsInp, readXdsMask } from './xds-inp';
export { readXparm } from './xparm';
