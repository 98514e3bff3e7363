import type { Image, ImageMetadata } from '@braggsim/core/derived';
import { describeCodec } from '@braggsim/testkit/suites';
import ndarray from 'ndarray';
import { textTable } from './text-table';

const image = (...panels: Image['panels']): Image => ({ panels, metadata: {} as ImageMetadata });
const counts = Int32Array.from({ length: 35 }, (_, i) => i ** 3 - 900);
const photons = Float32Array.from({ length: 12 }, (_, i) => 1.7 ** (i * 9 - 50));
const bytes = (text: string) => new TextEncoder().encode(text);

describeCodec(textTable, {
  images: {
    'five rows of seven': image(ndarray(counts, [5, 7])),
    'two panels of small and large numbers': image(ndarray(photons, [3, 4]), ndarray(photons, [4, 3])),
  },
  broken: {
    'a word': bytes('panel 1 2\n1 two\nend\n'),
    'a row too many': bytes('panel 1 2\n1 2\n3 4\nend\n'),
    'a row too short': bytes('panel 2 2\n1 2\n3\nend\n'),
    'no panel': bytes('end\n'),
    'a panel of nothing': bytes('panel 0 0\nend\n'),
  },
});
