import type { PaintClock } from './paint-clock.js';

/** What a person did that can begin a turn: where, and how. */
export interface Interaction {
  readonly atMs: number;
  readonly type: string;
  readonly control: Element;
}

/** Longer ago than this, it is not what began a turn. */
const maxInteractionAgeMs = 1_000;

const eventTypes = ['click', 'keydown', 'submit'];

/** Knows what was pressed last: a turn begins when the person acted, not when the page came to it. */
export class InteractionTracker {
  private last: Interaction | undefined;

  /** @param onPress told of each, before the page is */
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

  /** What began a turn that begins now; absent where no person did. */
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
    // A form is submitted because of a key or a click in it.
    const caused =
      type === 'submit' && last?.control === control && atMs - last.atMs < maxInteractionAgeMs;
    return { atMs: caused ? last.atMs : atMs, type, control };
  }
}

/** Whether two presses ask for the same. */
export function isSameInteraction(one: Interaction | undefined, other: Interaction): boolean {
  return one?.type === other.type && one.control === other.control;
}

function isEnter({ key, shiftKey, isComposing, repeat }: KeyboardEvent): boolean {
  return key === 'Enter' && !shiftKey && !isComposing && !repeat;
}
