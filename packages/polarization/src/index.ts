export { kahn, polarizationMode, polarizationTerms } from './kahn';
