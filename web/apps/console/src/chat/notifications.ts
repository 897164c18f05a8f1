const storageKey = 'firstword.notify';

/** Whether the browser has notifications, and the user has not refused them. */
export function canNotify(): boolean {
  return 'Notification' in window && Notification.permission !== 'denied';
}

/** Whether the user has asked this page for notifications. */
export function isNotifying(): boolean {
  try {
    return (
      canNotify() &&
      Notification.permission === 'granted' &&
      localStorage.getItem(storageKey) === 'on'
    );
  } catch {
    return false;
  }
}

/** Asks the user, who may refuse. */
export async function startNotifying(): Promise<void> {
  if ((await Notification.requestPermission()) === 'granted') store('on');
}

export function stopNotifying(): void {
  store('off');
}

function store(value: string): void {
  try {
    localStorage.setItem(storageKey, value);
  } catch {
    // Without storage, there is nowhere to remember it.
  }
}
