import { expect, test } from 'vitest';
import { geometryTerms } from './terms';

test('are registered under their own ids', async () => {
  expect([...geometryTerms.keys()]).toEqual(['flat', 'curved', 'curvedLabAxes', 'solidAngle', 'captureFraction']);
  for (const [id, make] of geometryTerms) expect((await make()).id).toBe(id);
});
