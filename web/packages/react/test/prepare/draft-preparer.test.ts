import { beforeEach, describe, expect, it } from 'vitest';

import { type PrepareRequest, ProblemError } from '../../src/client/index.js';
import { DraftPreparer } from '../../src/prepare/draft-preparer.js';
import { ManualClock } from '../fakes/manual-clock.js';

describe('DraftPreparer', () => {
  let clock: ManualClock;
  let told: PrepareRequest[];
  let failure: Error | undefined;
  let headStart: DraftPreparer;

  beforeEach(() => {
    clock = new ManualClock();
    told = [];
    failure = undefined;
    headStart = new DraftPreparer(
      {
        prepare: (request) => {
          told.push(request);
          return failure === undefined ? Promise.resolve() : Promise.reject(failure);
        },
      },
      clock,
    );
  });

  it('sends a request as soon as the field has the focus', () => {
    headStart.setTarget({ conversationId: 'c1', profile: 'proposal' });
    headStart.onFocus('');

    expect(told).toEqual([{ conversation_id: 'c1', profile: 'proposal' }]);
  });

  it('sends a draft when typing pauses, not at every key', async () => {
    headStart.draft('W');
    await clock.pass(100);
    headStart.draft('What');
    await clock.pass(249);
    expect(told).toEqual([]);

    await clock.pass(1);

    expect(told).toEqual([{ draft: 'What' }]);
  });

  it('sends an unchanged draft again only after it has expired', async () => {
    headStart.draft('What');
    await clock.pass(300);
    headStart.draft('What ');
    await clock.pass(300);
    expect(told).toHaveLength(1);

    await clock.pass(45_000);
    headStart.onFocus('What');

    expect(told).toHaveLength(2);
  });

  it('sends an unchanged draft again for another conversation', async () => {
    headStart.draft('What');
    await clock.pass(300);

    headStart.setTarget({ conversationId: 'c2' });
    headStart.onFocus('What');

    expect(told.at(-1)).toEqual({ conversation_id: 'c2', draft: 'What' });
  });

  it('forgets the draft that was sent', async () => {
    headStart.draft('What');
    headStart.draft('');
    await clock.pass(1000);

    expect(told).toEqual([]);
  });

  it('backs off after a rejection', async () => {
    failure = new ProblemError(429, 'Too often.', 'wait');
    headStart.onFocus('What');
    await clock.pass(4_999);
    headStart.onFocus('What is');
    expect(told).toHaveLength(1);

    await clock.pass(1);
    headStart.onFocus('What is');

    expect(told).toHaveLength(2);
  });

  it('stops after the server reports that it does not support preparation', async () => {
    failure = new ProblemError(405, 'No.', 'contact');
    headStart.onFocus('What');
    await clock.pass(60_000);
    headStart.onFocus('What is');

    expect(told).toHaveLength(1);
  });
});
