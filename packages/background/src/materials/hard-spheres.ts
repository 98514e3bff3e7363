/**
 * Structure factor of a liquid of hard spheres by the equation of Percus & Yevick (Ashcroft & Lekner 1966, Phys. Rev.
 * 145, 83).
 *
 * @param x scattering vector Q times the diameter of the spheres
 * @param packing part of the volume that they fill
 */
export function hardSphereStructure(x: number, packing: number): number {
  const a = (1 + 2 * packing) ** 2 / (1 - packing) ** 4;
  const b = (-6 * packing * (1 + packing / 2) ** 2) / (1 - packing) ** 4;
  const c = (packing / 2) * a;
  // The closed form loses all digits to cancellation near zero; there the limit holds.
  if (x < 0.05) return 1 / a;
  const [sin, cos] = [Math.sin(x), Math.cos(x)];
  const first = (sin - x * cos) / x ** 3;
  const second = (2 * x * sin - (x * x - 2) * cos - 2) / x ** 4;
  const third = (-(x ** 4) * cos + 4 * ((3 * x * x - 6) * cos + (x ** 3 - 6 * x) * sin + 6)) / x ** 6;
  return 1 / (1 + 24 * packing * (a * first + b * second + c * third));
}
