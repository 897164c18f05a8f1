import type { TurnRequest } from '@firstword/react/client';

import type { Lab } from './lab.js';

/**
 * Other people who ask the same at the same time. Each has a job, since a browser opens no more than six streams to
 * one server, and a conversation, which goes when they do.
 */
export class Crowd {
  private readonly conversations: string[] = [];

  constructor(private readonly lab: Pick<Lab, 'submit' | 'forget'>) {}

  /**
   * Lets so many people ask: their questions have been taken in when this ends.
   *
   * @throws what kept one of them from asking, once all the others have asked
   */
  async ask(people: number, request: TurnRequest): Promise<void> {
    const one = async (): Promise<void> => {
      this.conversations.push(await this.lab.submit(request));
    };
    const asked = await Promise.allSettled(Array.from({ length: people }, one));
    const refused = asked.find((outcome) => outcome.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
  }

  /** They leave: what is still being written for them is stopped. */
  async leave(): Promise<void> {
    const left = this.conversations.splice(0);
    await Promise.all(left.map((conversation) => this.lab.forget(conversation)));
  }
}
