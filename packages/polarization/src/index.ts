export { kahn, polarizationFactor, polarizationTerms } from './kahn';
