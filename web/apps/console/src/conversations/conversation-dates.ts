import type { ConversationSummary } from '@firstword/react/client';

/** Conversations of one day, or all earlier ones. */
export interface ConversationGroup {
  /** Such as `Today`. */
  readonly title: string;
  readonly conversations: readonly ConversationSummary[];
}

const dayNames = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const times = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const days = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const years = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });

/** Groups conversations, which are sorted by their newest activity, by the calendar day of this device. */
export function groupByDay(
  conversations: readonly ConversationSummary[],
  nowMs: number,
  earlier: string,
): readonly ConversationGroup[] {
  const groups = new Map<string, ConversationSummary[]>();
  for (const conversation of conversations) {
    const age = daysBefore(timeOf(conversation), nowMs);
    const title = age > 1 ? earlier : capitalized(dayNames.format(-Math.max(0, age), 'day'));
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [conversation]);
    else group.push(conversation);
  }
  return [...groups].map(([title, members]) => ({ title, conversations: members }));
}

/** When a conversation was last active: the time of a recent day, otherwise the day. */
export function activityOf(conversation: ConversationSummary, nowMs: number): string {
  const time = timeOf(conversation);
  if (daysBefore(time, nowMs) <= 1) return times.format(time);
  const sameYear = new Date(time).getFullYear() === new Date(nowMs).getFullYear();
  return (sameYear ? days : years).format(time);
}

function timeOf({ updated_at, created_at }: ConversationSummary): number {
  return new Date(updated_at ?? created_at ?? 0).getTime();
}

/** How many midnights lie between two times. A day of 23 or 25 hours is one too. */
function daysBefore(timeMs: number, nowMs: number): number {
  return Math.round((midnightOf(nowMs) - midnightOf(timeMs)) / 86_400_000);
}

function midnightOf(timeMs: number): number {
  return new Date(timeMs).setHours(0, 0, 0, 0);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
