/** Brings both sides into view when a run starts, where less than half of them can be seen. */
export function scrollToStage(stage: Element | null): void {
  if (stage === null) return;
  const { top, height } = stage.getBoundingClientRect();
  if (top + height / 2 < innerHeight) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  stage.scrollIntoView({ block: 'start', behavior: calm ? 'instant' : 'smooth' });
}
