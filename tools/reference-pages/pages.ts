import { conversionsPage } from './conversions';
import { fieldsPage } from './fields';
import { flagsPage } from './flags';
import { formatsPage } from './formats';
import { supportPage } from './support';

/** The pages that are generated from tables in the code, by their paths in the repository. */
export const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/reference/flags.md': flagsPage,
  'docs/reference/fields.md': fieldsPage,
  'docs/reference/formats.md': formatsPage,
  'docs/reference/conversions.md': conversionsPage,
  'docs/reference/support.md': supportPage,
};
