import type { Algebra } from './algebra';
import type { Arithmetic, Value } from './arithmetic';
import type { exponential } from './exponential';

/** Coefficients of (1 + 2x) exp(x^2) erfc(x) in (x - c)/(x + c), c = 3 and 2, for all x >= 0: interpolation at Chebyshev nodes. */
const TAIL_LONG = [
  1.2530080582697296, -0.1356211061245812, -0.047562294353420374, 0.12964515870276114, -0.11927366341675046,
  0.06830802734399061, -0.02377051489184099, 0.002529391815554878, 0.0018886901015892949, -0.00077983226591538,
  -0.000105158337527206, 0.00012509931451014754, 4.94421563257682e-6, -2.010043291015357e-5, -7.189970297322962e-7,
  3.4721167739071527e-6, 3.369948375266458e-7, -6.162381744739555e-7, -1.2079770030877706e-7, 1.0152360079308798e-7,
  2.796657080445322e-8, -1.316393422169529e-8, -3.206334531799308e-9, 9.560801855935804e-10,
];
const TAIL_SHORT = [
  1.276978382, -0.09276303881, -0.1660306043, 0.1640352733, -0.05421590088, -0.007940706906, 0.008700217213,
  0.001040480802, -0.001408357748, -0.000182478015, 0.0001658675791,
];
const CENTRE_LONG = 3;
const CENTRE_SHORT = 2;
/** Coefficients of erf(x)/x in x^2 for |x| <= 1. */
const NEAR_LONG = [
  1.1283791670955126, -0.37612638903183543, 0.11283791670945006, -0.02686617064323777, 0.0052239776071164225,
  -0.0008548325975389692, 0.00012055294904839707, -1.492473690741966e-5, 1.6447424703317362e-6, -1.6208483801871705e-7,
  1.3720064546777686e-8, -7.795898827002142e-10,
];
const NEAR_SHORT = [1.128379126, -0.3761234378, 0.1128031665, -0.02671505423, 0.004921762028, -0.0005648059866];
const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** The error function beyond |x|, split so that nothing cancels. */
export interface ErrorTail<T> {
  /** -1 below 0, else 1. */
  readonly sign: T;
  /** Gaussian exp(-x^2). */
  readonly exponential: T;
  /** sign erfc(|x|): erf(x) = sign - tail. Differences of erf on one side of 0 are differences of tails. */
  readonly tail: T;
}

/** Creates the error function, whose value near 0 and 1 - |erf| in its tails have full relative accuracy. */
export function errorFunctions<T>(algebra: Algebra<T>, m: Arithmetic<T>, { exp }: ReturnType<typeof exponential<T>>) {
  const long = algebra.precision === 'double';
  const centre = long ? CENTRE_LONG : CENTRE_SHORT;
  /** Makes exp(x^2) erfc(x) for x >= 0. */
  const scaledTail = (x: T): T => {
    const q = m.ratio(m.minus(x, centre), m.sum(x, centre));
    return m.ratio(m.polynomial(q, long ? TAIL_LONG : TAIL_SHORT), m.sum(1, m.product(2, x)));
  };
  const errorTail = (value: Value<T>): ErrorTail<T> => {
    const x = algebra.narrow(m.value(value));
    const sign = m.select(x, 0, -1, 1);
    const exponential = exp(algebra.neg(m.square(x)));
    const tail = m.product(sign, exponential, scaledTail(algebra.abs(x)));
    const slope = () => [m.product(-TWO_OVER_ROOT_PI, exponential)];
    return { sign, exponential, tail: algebra.keepsPartials ? algebra.withPartials(tail, [x], slope) : tail };
  };
  return {
    errorTail,
    /** Returns erf(x), with the derivative 2/sqrt(pi) exp(-x^2). */
    erf: (value: Value<T>): T => {
      const x = algebra.narrow(m.value(value));
      const { sign, tail, exponential } = errorTail(x);
      const near = m.product(x, m.polynomial(m.square(x), long ? NEAR_LONG : NEAR_SHORT));
      const result = m.select(algebra.abs(x), 1, near, algebra.sub(sign, tail));
      if (!algebra.keepsPartials) return result;
      return algebra.withPartials(result, [x], () => [m.product(TWO_OVER_ROOT_PI, exponential)]);
    },
  };
}
