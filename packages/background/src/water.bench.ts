import { bench } from 'vitest';
import { waterBackground } from './water';

bench('the water background of a plan', () => {
  waterBackground(100, { fluence: 1e24, water: 'once' });
});
