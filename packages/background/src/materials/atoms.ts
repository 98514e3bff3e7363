/** Free atoms, spherical. Coherent amplitudes: International Tables for Crystallography C (2006), table 6.1.1.4. */
interface Atom {
  readonly electrons: number;
  /** Electrons of the innermost shell. */
  readonly inner: number;
  readonly a: readonly number[];
  /** Å² */
  readonly b: readonly number[];
  readonly c: number;
}

const ATOMS = {
  H: {
    electrons: 1,
    inner: 0,
    a: [0.489918, 0.262003, 0.196767, 0.049879],
    b: [20.6593, 7.74039, 49.5519, 2.20159],
    c: 0.001305,
  },
  N: {
    electrons: 7,
    inner: 2,
    a: [12.2126, 3.1322, 2.0125, 1.1663],
    b: [0.0057, 9.8933, 28.9975, 0.5826],
    c: -11.529,
  },
  O: {
    electrons: 8,
    inner: 2,
    a: [3.0485, 2.2868, 1.5463, 0.867],
    b: [13.2771, 5.7011, 0.3239, 32.9089],
    c: 0.2508,
  },
} as const satisfies Record<string, Atom>;

export type Element = keyof typeof ATOMS;

/** Å */
const BOHR_RADIUS = 0.529177;
/** What an electron of the innermost shell takes off the charge of the nucleus for the other one (Slater 1930). */
const SCREENING = 0.3;

/** Amplitude of a free atom at sin(theta)/lambda (1/Å), electrons. */
export function coherentAmplitude(element: Element, stol: number): number {
  const { a, b, c }: Atom = ATOMS[element];
  return a.reduce((sum, ai, i) => sum + ai * Math.exp(-(b[i] as number) * stol * stol), c);
}

/** Amplitude of one electron of the innermost shell, hydrogen-like (James 1948). */
function innerAmplitude(electrons: number, stol: number): number {
  const reduced = (2 * Math.PI * stol * BOHR_RADIUS) / (electrons - SCREENING);
  return (1 + reduced * reduced) ** -2;
}

/**
 * Compton scattering of a free atom at sin(theta)/lambda (1/Å), electrons squared: each electron scatters what it does
 * not scatter coherently, Z - sum f_e^2 (Wentzel 1927; Warren 1969, X-ray Diffraction, 1.9). Exchange is left out, which
 * makes it about a tenth too strong at middle angles.
 */
export function incoherentIntensity(element: Element, stol: number): number {
  const { electrons, inner } = ATOMS[element];
  const ofInner = inner > 0 ? innerAmplitude(electrons, stol) : 0;
  const outer = electrons - inner;
  const ofOuter = (coherentAmplitude(element, stol) - inner * ofInner) / outer;
  return electrons - inner * ofInner ** 2 - outer * ofOuter ** 2;
}
