import type { PaintClock } from './paint-clock.js';

/** A user's action that can start a turn: when, how and where. */
export interface Interaction {
  readonly atMs: number;
  readonly type: string;
  readonly control: Element;
}

/** An older interaction did not start the turn. */
const maxInteractionAgeMs = 1_000;

const eventTypes = ['click', 'keydown', 'submit'];

/** Remembers the last interaction: a turn starts when the user acts, not when the page handles it. */
export class InteractionTracker {
  private last: Interaction | undefined;

  /** @param onPress called for each interaction, before the page handles it */
  constructor(
    private readonly time: PaintClock,
    onPress: (press: Interaction) => void,
  ) {
    for (const type of eventTypes) {
      document.addEventListener(
        type,
        (event) => {
          const press = this.interactionOf(event);
          if (press === undefined) return;
          this.last = press;
          onPress(press);
        },
        { capture: true, passive: true },
      );
    }
  }

  /** The interaction that started a turn; absent if no user did. */
  take(): Interaction | undefined {
    const { last } = this;
    this.last = undefined;
    return last !== undefined && this.time.now() - last.atMs < maxInteractionAgeMs
      ? last
      : undefined;
  }

  private interactionOf(event: Event): Interaction | undefined {
    const { target, type } = event;
    if (!(target instanceof Element) || (type === 'keydown' && !isEnter(event as KeyboardEvent))) {
      return undefined;
    }
    const control =
      target.closest('form') ?? target.closest('button, a, [role="button"]') ?? target;
    const atMs = this.time.timeOf(event);
    const { last } = this;
    // A submit event is caused by a key or a click in the form.
    const caused =
      type === 'submit' && last?.control === control && atMs - last.atMs < maxInteractionAgeMs;
    return { atMs: caused ? last.atMs : atMs, type, control };
  }
}

/** Whether two interactions ask for the same thing. */
export function isSameInteraction(one: Interaction | undefined, other: Interaction): boolean {
  return one?.type === other.type && one.control === other.control;
}

function isEnter({ key, shiftKey, isComposing, repeat }: KeyboardEvent): boolean {
  return key === 'Enter' && !shiftKey && !isComposing && !repeat;
}
