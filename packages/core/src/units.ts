/**
 * Degrees per radian in the rounding of the C program. All conversions of user units to SI units and radians are in this
 * file; each uses the operation of the C program (a division where it divides), so that derived values agree with it to
 * the last bit.
 */
const DEGREES_PER_RADIAN = 180 * (1 / Math.PI);

/** Inverse of twice the rest energy of electrons, 1/eV. */
const PER_TWICE_REST = 9.7847564e-7;

export const fromMm = (mm: number): number => mm / 1000;
export const toMm = (m: number): number => m * 1000;
export const fromUm = (um: number): number => um * 1e-6;
export const toUm = (m: number): number => m * 1e6;
export const fromAngstrom = (a: number): number => a / 1e10;
export const toAngstrom = (m: number): number => m * 1e10;
export const fromDegrees = (deg: number): number => deg / DEGREES_PER_RADIAN;
export const toDegrees = (rad: number): number => rad * DEGREES_PER_RADIAN;
export const fromMrad = (mrad: number): number => mrad / 1000;
export const fromPercent = (percent: number): number => percent / 100;
/** Computes the wavelength (m) of photons of an energy in eV. */
export const wavelengthOfEnergy = (eV: number): number => 12398.42 / eV / 1e10;
/** Computes the wavelength (m) of electrons of a kinetic energy in eV, with its relativistic correction. */
export const wavelengthOfElectrons = (eV: number): number =>
  12.264259 / Math.sqrt(eV * (1 + eV * PER_TWICE_REST)) / 1e10;
/** Computes the kinetic energy (eV) of electrons of a wavelength in m. */
export const energyOfElectrons = (m: number): number => {
  const square = (12.264259 / toAngstrom(m)) ** 2;
  // The root of E + c E^2 = square, in the form in which nothing cancels.
  return (2 * square) / (1 + Math.sqrt(1 + 4 * PER_TWICE_REST * square));
};
/** Computes the energy (eV) of photons of a wavelength in m. */
export const energyOfWavelength = (m: number): number => 12398.42 / toAngstrom(m);
