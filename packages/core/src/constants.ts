/** Square of the classical electron radius, m². */
export const ELECTRON_RADIUS_SQUARED = 7.94079248018965e-30;
/** Fluence (photons/m²) whose product with the squared electron radius is exactly 1. */
export const DEFAULT_FLUENCE = 1.2593201528622709e29;
export const AVOGADRO = 6.02214179e23;
