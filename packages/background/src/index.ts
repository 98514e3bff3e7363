export { backgroundParameters, backgroundTerms, water, waterBackground, waterMolecules } from './water';
