'use client';

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

import { type ScrollMetrics, Stickiness } from './stickiness.js';

/** A scroll area that keeps its newest content in view. */
export interface StickToBottom {
  readonly area: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** False from the moment the reader scrolls away until they are back. */
  readonly sticking: boolean;
  /** Scrolls to the end, and sticks to it. */
  readonly jump: () => void;
  /** Content was prepended: keeps the reader's position. */
  readonly keepPlace: () => void;
}

function metricsOf(area: HTMLElement): ScrollMetrics {
  const { scrollTop: top, scrollHeight, clientHeight } = area;
  return { top, scrollHeight, clientHeight };
}

/**
 * Sticks an area to its end as `Stickiness` decides. New content is in view in the frame that paints it.
 *
 * Replaces the npm package of the same name, which is 1,932 bytes compressed against 768 for this. That
 * package also adds listeners to the document when it is imported, and cannot keep the position when history
 * is prepended.
 *
 * @param filled false while the area has no content to stick to
 */
export function useStickToBottom(filled: boolean): StickToBottom {
  const area = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [stickiness] = useState(() => new Stickiness());
  const [sticking, setSticking] = useState(true);

  const scrollToEnd = useCallback(() => {
    if (area.current === null) return;
    area.current.scrollTop = area.current.scrollHeight;
    stickiness.onLayout(metricsOf(area.current));
  }, [stickiness]);

  useEffect(() => {
    const element = area.current;
    const inner = content.current;
    if (element === null || inner === null) return undefined;

    const show = (): void => {
      setSticking(stickiness.isSticking);
    };
    const onScroll = (): void => {
      stickiness.onScroll(metricsOf(element));
      show();
    };
    const onWheel = (event: WheelEvent): void => {
      if (event.deltaY < 0 && element.scrollHeight > element.clientHeight) {
        stickiness.release();
        show();
      }
    };
    const onSelection = (): void => {
      const selection = document.getSelection();
      if (selection?.isCollapsed === false && element.contains(selection.anchorNode)) {
        stickiness.release();
        show();
      }
    };
    const onResize = (): void => {
      if (stickiness.isSticking && filled) scrollToEnd();
      else stickiness.onLayout(metricsOf(element));
    };
    const observer = new ResizeObserver(onResize);
    observer.observe(element);
    observer.observe(inner);
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: true });
    document.addEventListener('selectionchange', onSelection);
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
      document.removeEventListener('selectionchange', onSelection);
    };
  }, [stickiness, scrollToEnd, filled]);

  const jump = useCallback(() => {
    stickiness.stick();
    setSticking(true);
    scrollToEnd();
  }, [stickiness, scrollToEnd]);
  const keepPlace = useCallback(() => {
    const element = area.current;
    if (element === null || stickiness.isSticking) return;
    element.scrollTop = stickiness.positionAfterPrepend(metricsOf(element));
    stickiness.onLayout(metricsOf(element));
  }, [stickiness]);

  return { area, content, sticking, jump, keepPlace };
}
