import type { Clock, FirstwordClient } from '../client/index.js';
import { Refusal } from '../client/index.js';
import { given } from '../util/given.js';

/** A pause in typing that is long enough to mean something. */
const pauseMs = 250;

/** What was made ready stays so for a minute on the server; a sign of life renews it a little earlier. */
const freshMs = 45_000;

/** After a refusal or a lost connection: preparing is a favour, not to be begged for. */
const restMs = 5_000;

/** Where a message is about to be sent. */
export interface DraftPlace {
  readonly conversationId?: string | undefined;
  readonly profile?: string | undefined;
}

/**
 * Tells the server what is about to be asked, so that it is ready when it is: once the field has the focus, and at
 * each pause in typing. Nothing depends on it, so its failures are silent.
 */
export class HeadStart {
  private place: DraftPlace = {};
  private told: string | undefined;
  private toldAtMs = 0;
  private restUntilMs = 0;
  private unknown = false;
  private stopTimer: (() => void) | undefined;

  constructor(
    private readonly client: Pick<FirstwordClient, 'prepare'>,
    private readonly clock: Clock,
  ) {}

  /** From now on drafts are for there. */
  moveTo(place: DraftPlace): void {
    if (
      place.conversationId !== this.place.conversationId ||
      place.profile !== this.place.profile
    ) {
      this.place = place;
      this.told = undefined;
    }
  }

  /** The field has the focus, with what stands in it. */
  focus(draft: string): void {
    this.tell(draft);
  }

  /** The draft has changed; it is told once it rests. */
  draft(text: string): void {
    this.stop();
    if (text.trim() === '') return;
    this.stopTimer = this.clock.setTimer(() => {
      this.tell(text);
    }, pauseMs);
  }

  /** Forgets a draft that was to be told. */
  stop(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
  }

  private tell(text: string): void {
    const draft = text.trim();
    const now = this.clock.now();
    const stillFresh = draft === this.told && now - this.toldAtMs < freshMs;
    if (this.unknown || stillFresh || now < this.restUntilMs) return;
    this.told = draft;
    this.toldAtMs = now;
    const { conversationId, profile } = this.place;
    this.client
      .prepare({
        ...given({ conversation_id: conversationId, profile, draft: draft || undefined }),
      })
      .catch((failure: unknown) => {
        this.told = undefined;
        this.restUntilMs = this.clock.now() + restMs;
        // A server from before there was such a thing.
        this.unknown = failure instanceof Refusal && failure.status === 405;
      });
  }
}
