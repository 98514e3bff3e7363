import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describePage, root } from './page.fixture';

const guide = readdirSync(`${root}docs/guide`).filter((name) => name.endsWith('.md'));

test('the guide has pages', () => expect(guide).not.toEqual([]));

for (const name of guide) describePage(`docs/guide/${name}`);
