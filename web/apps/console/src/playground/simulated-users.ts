import type { TurnRequest } from '@firstword/react/client';

import type { LatencyInjectionClient } from './latency-injection-client.js';

/**
 * Simulates other users who ask at the same time. Each has a job, since a browser opens no more than six
 * streams to one server, and a conversation, which is deleted when they leave.
 */
export class SimulatedUsers {
  private readonly conversations: string[] = [];

  constructor(
    private readonly latencyInjection: Pick<
      LatencyInjectionClient,
      'startJob' | 'deleteConversation'
    >,
  ) {}

  /**
   * Starts a number of users. Resolves once their requests have been accepted.
   *
   * @throws the failure of one of them, after all the others have started
   */
  async start(people: number, request: TurnRequest): Promise<void> {
    const one = async (): Promise<void> => {
      this.conversations.push(await this.latencyInjection.startJob(request));
    };
    const asked = await Promise.allSettled(Array.from({ length: people }, one));
    const refused = asked.find((outcome) => outcome.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
  }

  /** Stops all users, and what is still being written for them. */
  async stop(): Promise<void> {
    const left = this.conversations.splice(0);
    await Promise.all(
      left.map((conversation) => this.latencyInjection.deleteConversation(conversation)),
    );
  }
}
