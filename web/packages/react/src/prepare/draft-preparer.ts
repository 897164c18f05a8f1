import type { Clock, FirstwordClient } from '../client/index.js';
import { ProblemError } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';

/** A pause in typing that is worth a request. */
const debounceMs = 250;

/** The server keeps a preparation for one minute. It is renewed a little earlier. */
const renewAfterMs = 45_000;

/**
 * Pause after a rejected request or a lost connection: preparation is optional, and not worth retrying hard.
 */
const failureBackoffMs = 5_000;

/** Where a message is about to be sent. */
export interface DraftTarget {
  readonly conversationId?: string | undefined;
  readonly profile?: string | undefined;
}

/**
 * Tells the server what is about to be asked, so that it can prepare: when the field receives the focus, and
 * at pauses in typing. Preparation is optional, so failures are silent.
 */
export class DraftPreparer {
  private target: DraftTarget = {};
  private sentDraft: string | undefined;
  private sentAtMs = 0;
  private nextAttemptAtMs = 0;
  private isUnsupported = false;
  private stopTimer: (() => void) | undefined;

  constructor(
    private readonly client: Pick<FirstwordClient, 'prepare'>,
    private readonly clock: Clock,
  ) {}

  /** Sets where drafts are about to be sent. */
  setTarget(place: DraftTarget): void {
    if (
      place.conversationId !== this.target.conversationId ||
      place.profile !== this.target.profile
    ) {
      this.target = place;
      this.sentDraft = undefined;
    }
  }

  /** The field has received the focus, with this draft. */
  onFocus(onDraft: string): void {
    this.send(onDraft);
  }

  /** The draft has changed. It is sent once typing pauses. */
  draft(text: string): void {
    this.cancelPending();
    if (text.trim() === '') return;
    this.stopTimer = this.clock.setTimer(() => {
      this.send(text);
    }, debounceMs);
  }

  /** Drops a draft that is waiting to be sent. */
  cancelPending(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
  }

  private send(text: string): void {
    const draft = text.trim();
    const now = this.clock.now();
    const stillFresh = draft === this.sentDraft && now - this.sentAtMs < renewAfterMs;
    if (this.isUnsupported || stillFresh || now < this.nextAttemptAtMs) return;
    this.sentDraft = draft;
    this.sentAtMs = now;
    const { conversationId, profile } = this.target;
    this.client
      .prepare({
        ...omitUndefined({ conversation_id: conversationId, profile, draft: draft || undefined }),
      })
      .catch((failure: unknown) => {
        this.sentDraft = undefined;
        this.nextAttemptAtMs = this.clock.now() + failureBackoffMs;
        // A server that does not support preparation.
        this.isUnsupported = failure instanceof ProblemError && failure.status === 405;
      });
  }
}
