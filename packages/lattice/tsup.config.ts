import shared from '../../tsup.config';

export default { ...shared, entry: { index: 'src/index.ts', matrices: 'src/matrices/index.ts' } };
