import { withNode } from '../../tsup.config';

export default withNode({
  index: 'src/index.ts',
  images: 'src/images/index.ts',
  rates: 'src/rates/index.ts',
  shots: 'src/shots.ts',
  text: 'src/text/index.ts',
});
