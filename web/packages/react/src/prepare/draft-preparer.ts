import type { Clock, FirstwordClient } from '../client/index.js';
import { ProblemError } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';

/** A pause in typing that is long enough to mean something. */
const debounceMs = 250;

/** What was made ready stays so for a minute on the server; a sign of life renews it a little earlier. */
const renewAfterMs = 45_000;

/** After a refusal or a lost connection: preparing is a favour, not to be begged for. */
const failureBackoffMs = 5_000;

/** Where a message is about to be sent. */
export interface DraftTarget {
  readonly conversationId?: string | undefined;
  readonly profile?: string | undefined;
}

/**
 * Tells the server what is about to be asked, so that it is ready when it is: once the field has the focus, and at
 * each pause in typing. Nothing depends on it, so its failures are silent.
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

  /** From now on drafts are for there. */
  setTarget(place: DraftTarget): void {
    if (
      place.conversationId !== this.target.conversationId ||
      place.profile !== this.target.profile
    ) {
      this.target = place;
      this.sentDraft = undefined;
    }
  }

  /** The field has the focus, with what stands in it. */
  onFocus(onDraft: string): void {
    this.send(onDraft);
  }

  /** The draft has changed; it is told once it rests. */
  draft(text: string): void {
    this.cancelPending();
    if (text.trim() === '') return;
    this.stopTimer = this.clock.setTimer(() => {
      this.send(text);
    }, debounceMs);
  }

  /** Forgets a draft that was to be told. */
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
        // A server from before there was such a thing.
        this.isUnsupported = failure instanceof ProblemError && failure.status === 405;
      });
  }
}
