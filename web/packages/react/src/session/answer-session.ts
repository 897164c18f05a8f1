import type { Release, StartEvent } from '../client/index.js';
import { FrameScheduler } from '../pacing/frame-scheduler.js';
import { withTurn, type ChatMessage } from '../turn/chat-message.js';
import { replayTurn } from '../turn/replay-turn.js';
import { emptyTurn } from '../turn/turn-view.js';
import { LiveAnswer } from './live-answer.js';
import type { PendingRequest } from './pending-request.js';
import type { Session, SessionDependencies } from './session.js';

/** Where an answer comes from: a request that is sent, or a turn that is followed from an event on. */
export type AnswerSource =
  { readonly pending: PendingRequest } | { readonly turnId: string; readonly after: number };

/**
 * A session with at most one answer in progress: starts or follows its turn, publishes a snapshot as it grows,
 * and stops it. Subclasses decide what is shown around the answer and what survives a reload.
 */
export abstract class AnswerSession<Snapshot> implements Session<Snapshot> {
  /** The answer in progress. */
  protected live: LiveAnswer | undefined;
  /** What a retry of the last answer reads; absent: it asks again, in a new turn. */
  protected retrySource: AnswerSource | undefined;
  readonly #scheduler: FrameScheduler;
  #attached = new AbortController();
  readonly #listeners = new Set<() => void>();
  #snapshot: Snapshot | undefined;
  #release: Release | undefined;

  constructor(protected readonly deps: SessionDependencies) {
    this.#scheduler = new FrameScheduler(deps.frames, () => {
      this.#snapshot = this.takeSnapshot();
      for (const listener of this.#listeners) listener();
    });
  }

  abstract get id(): string | undefined;

  /** Aborted when the page shows something else. */
  protected get signal(): AbortSignal {
    return this.#attached.signal;
  }

  readonly snapshot = (): Snapshot => (this.#snapshot ??= this.takeSnapshot());

  readonly subscribe = (listener: () => void): Release => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  attach(): void {
    this.#attached.abort();
    this.#attached = new AbortController();
    this.#release = this.#scheduler.flushWhenHidden();
    this.restore();
    this.publish();
  }

  /** Stops reading. The turn itself continues on the server for the disconnect grace period. */
  detach(): void {
    this.#attached.abort();
    this.#release?.();
    this.live?.stopReading();
    this.live = undefined;
  }

  /** Stops the answer in progress, for every reader. Its text so far is kept. */
  readonly cancel = (): void => {
    this.live?.stop();
  };

  /** Resumes what a reload interrupted. */
  protected abstract restore(): void;

  protected abstract takeSnapshot(): Snapshot;

  /** Changes the message with a key, if it is still shown. */
  protected abstract update(key: string, change: (message: ChatMessage) => ChatMessage): void;

  /** The server has accepted the request and assigned IDs. */
  protected abstract onStart(event: StartEvent, pending: PendingRequest | undefined): void;

  /** The answer has ended, failed or been stopped; `live` and `retrySource` are already set. */
  protected abstract onSettled(answer: LiveAnswer, pending: PendingRequest | undefined): void;

  /** Publishes a new snapshot at once. */
  protected publish(): void {
    this.#scheduler.flush();
  }

  /** Updates the answer of a finished turn from the turn's log. */
  protected async replay(key: string, turnId: string): Promise<void> {
    const { signal } = this;
    const turn = await replayTurn(this.deps.client, turnId, signal);
    if (turn?.status !== 'ended' || signal.aborted || this.live?.key === key) return;
    this.update(key, (message) => withTurn(message, turn));
    this.publish();
  }

  /** Reads an answer from its source, shows it in this message, and publishes at once. */
  protected read(message: ChatMessage, source: AnswerSource): void {
    const { client } = this.deps;
    const pending = 'pending' in source ? source.pending : undefined;
    const answer: LiveAnswer = new LiveAnswer(message.key, this.deps, {
      onStart: (event) => {
        this.onStart(event, pending);
      },
      onFirstText: () => {
        this.publish();
      },
      onChange: (low) => {
        this.#scheduler.schedule(low);
      },
      onSettled: () => {
        const { connectionLost, sequence: after, turnId } = answer;
        this.live = undefined;
        if (connectionLost) this.retrySource = turnId === undefined ? source : { turnId, after };
        this.onSettled(answer, pending);
        this.publish();
      },
    });
    this.live = answer;
    this.retrySource = undefined;
    if ('pending' in source) {
      const { request, idempotencyKey } = source.pending;
      void answer.read((options) => client.start(request, { ...options, idempotencyKey }));
    } else {
      const { turnId, after } = source;
      if (after > 0) answer.resumeFrom(message.turn ?? emptyTurn, after);
      void answer.read((options) => client.follow(turnId, { ...options, after }));
    }
    this.publish();
  }
}
