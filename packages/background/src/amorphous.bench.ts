import { bench } from 'vitest';
import { amorphousBackground } from './amorphous';
import { MATERIALS } from './materials/materials';

for (const [name, { table }] of Object.entries(MATERIALS)) {
  bench(`the table of ${name}`, () => void table());
  const made = table();
  bench(`${name} in equal steps`, () => void amorphousBackground(made, 1, name));
}
