import { defineConfig } from 'tsup';
import shared from '../../tsup.config';

export default defineConfig({
  ...shared,
  entry: {
    index: 'src/index.ts',
    files: 'src/files/index.ts',
    coordinates: 'src/coordinates/index.ts',
    'by-energy': 'src/by-energy/index.ts',
  },
});
