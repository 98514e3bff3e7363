export { type Agreement, type AgreementOptions, agreement } from './agreement';
