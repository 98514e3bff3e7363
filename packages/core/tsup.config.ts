import { withNode } from '../../tsup.config';

export default withNode({
  index: 'src/index.ts',
  fft: 'src/fft/index.ts',
  'form-factors': 'src/form-factors/index.ts',
  cif: 'src/cif.ts',
  xparm: 'src/xparm.ts',
  random: 'src/random/index.ts',
});
