import { checkGeometry } from './geometry';
console.log(await checkGeometry('/tmp/geo'));
