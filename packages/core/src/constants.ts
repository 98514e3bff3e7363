/** Classical electron radius, squared, m^2. */
export const ELECTRON_RADIUS_SQUARED = 7.94079248018965e-30;
/** Photons per m^2 for which r_e^2 times the fluence is exactly 1. */
export const DEFAULT_FLUENCE = 1.2593201528622709e29;
export const AVOGADRO = 6.02214179e23;
