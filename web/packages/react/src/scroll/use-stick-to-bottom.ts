'use client';

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

import { type ScrollMetrics, Stickiness } from './stickiness.js';

/** A scrolled area that keeps its newest content in view. */
export interface StickToBottom {
  readonly area: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** False once the reader has let go, until they are back. */
  readonly sticking: boolean;
  /** Shows the end, and sticks to it. */
  readonly jump: () => void;
  /** Content was put in before what is shown: keeps in place what is being read. */
  readonly keepPlace: () => void;
}

function metricsOf(area: HTMLElement): ScrollMetrics {
  const { scrollTop: top, scrollHeight, clientHeight } = area;
  return { top, scrollHeight, clientHeight };
}

/**
 * Sticks an area to its end as `Stickiness` decides. New content is in view in the frame that paints it.
 *
 * @param filled false as long as there is nothing whose end would matter
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
