/**
 * Whether changes of the document show anything new. A clock that only ticks does not: what happens within an
 * element with the role `timer` is not counted.
 */
export function showsNews(mutations: readonly MutationRecord[]): boolean {
  return mutations.some(({ target }) => {
    const element = target instanceof Element ? target : target.parentElement;
    return element?.closest('[role="timer"]') == null;
  });
}
