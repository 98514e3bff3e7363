import { expect, test } from 'vitest';
import { GPU_PLACE, replaceGenerated } from './docs';

const BEGIN = '<!-- npm run bench -- --write-docs: begin -->';
const END = '<!-- npm run bench -- --write-docs: end -->';

test('only the text between the comments is replaced', () => {
  const page = `# Top\n${BEGIN}\nold\n${END}\nbelow\n`;
  const written = replaceGenerated(page, 'new');
  expect(written).toBe(`# Top\n${BEGIN}\n\nnew\n\n${END}\nbelow\n`);
  expect(replaceGenerated(written, 'new')).toBe(written);
});

test('a page without the comments is rejected, and the message contains them', () => {
  expect(() => replaceGenerated('# Top\n', 'new')).toThrow(`put '${BEGIN}' and '${END}'`);
  expect(() => replaceGenerated(`${END}${BEGIN}`, 'new')).toThrow('no place for results');
});

test('each kernel has its own part', () => {
  const page = `${BEGIN}\nold\n${END}`;
  expect(() => replaceGenerated(page, 'new', GPU_PLACE)).toThrow('--kernel gpu');
});
