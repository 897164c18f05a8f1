import { describe, expect, it } from 'vitest';

import { createClient } from '../../src/client/index.js';
import { withVitals } from '../../src/rum/index.js';

describe('withVitals on a server', () => {
  it('leaves the client as it is', () => {
    const client = createClient();

    expect(withVitals(client)).toBe(client);
  });
});
