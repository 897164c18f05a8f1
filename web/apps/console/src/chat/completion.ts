import { strings } from '../shared/strings.js';
import { isNotifying } from './notifications.js';

/** The part of the Badging API that is used. Not every browser has it, and some refuse it. */
interface Badge {
  setAppBadge?(count: number): Promise<void>;
  clearAppBadge?(): Promise<void>;
}

/** How much of an answer a notification shows. */
const maxBodyLength = 140;

let unseen = 0;
let restore: (() => void) | undefined;

/**
 * Says that an answer has ended, until the user looks at the page. It says so in its title, as a badge of the installed
 * app, and by a notification if the user has asked for one.
 */
export function announceCompletion(failed: boolean, text: string): void {
  unseen += 1;
  const badge: Badge = navigator;
  badge.setAppBadge?.(unseen).catch(() => undefined);
  restore ??= markTitle(failed ? strings.answerFailed : strings.answerReady);
  const notification = isNotifying() ? notify(failed, text) : undefined;

  const seen = (): void => {
    if (document.hidden) return;
    document.removeEventListener('visibilitychange', seen);
    window.removeEventListener('focus', seen);
    unseen = 0;
    badge.clearAppBadge?.().catch(() => undefined);
    notification?.close();
    restore?.();
    restore = undefined;
  };
  document.addEventListener('visibilitychange', seen);
  window.addEventListener('focus', seen);
}

/** Puts a word before the title, also when the page changes it. Returns what takes it away. */
function markTitle(word: string): () => void {
  const mark = `${word} – `;
  const apply = (): void => {
    if (!document.title.startsWith(mark)) document.title = mark + document.title;
  };
  const observer = new MutationObserver(apply);
  const title = document.querySelector('title');
  if (title !== null) observer.observe(title, { childList: true });
  apply();
  return () => {
    observer.disconnect();
    if (document.title.startsWith(mark)) document.title = document.title.slice(mark.length);
  };
}

function notify(failed: boolean, text: string): Notification | undefined {
  try {
    const notification = new Notification(failed ? strings.answerFailed : strings.answerReady, {
      body: text.length > maxBodyLength ? `${text.slice(0, maxBodyLength)}…` : text,
      tag: 'firstword',
      icon: '/icon.svg',
    });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
    return notification;
  } catch {
    // Some browsers on phones allow notifications from a service worker only.
    return undefined;
  }
}
