'use client';

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

const GrowthContext = createContext(false);

/** Provides whether the text below it was growing when it was first shown. It must not change afterwards. */
export const Growth = GrowthContext.Provider;

const useBeforePaint = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/**
 * The words of a run of text. In a growing text, new words are appended to the text node: replacing its content,
 * as React does, would end a selection in it. The element around the node belongs to React and the node does not,
 * so a translator of the browser that takes the node away breaks nothing either.
 */
export function Words({ text }: { readonly text: string }): ReactNode {
  return useContext(GrowthContext) ? <GrowingWords text={text} /> : text;
}

function GrowingWords({ text }: { readonly text: string }): ReactNode {
  const element = useRef<HTMLSpanElement>(null);
  const [first] = useState(text);
  useBeforePaint(() => {
    if (element.current !== null) showText(element.current, text);
  }, [text]);
  return <span ref={element}>{first}</span>;
}

/** Changes a text where it differs, so that a selection in what stays is kept. */
function showText(element: HTMLElement, text: string): void {
  const node = element.firstChild;
  if (!(node instanceof Text) || node.nextSibling !== null) {
    if (element.textContent !== text || node !== null) element.textContent = text;
    return;
  }
  const { data } = node;
  const kept = text.startsWith(data) ? data.length : sharedLength(data, text);
  if (kept < data.length || kept < text.length) {
    node.replaceData(kept, data.length - kept, text.slice(kept));
  }
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** The element into which translators move words. Nothing else uses it any more. */
const translatedWords = 'font' as string;

/** Whether the browser has translated the page. */
export function isTranslated(): boolean {
  return (
    typeof document !== 'undefined' &&
    (/\btranslated-(ltr|rtl)\b/.test(document.documentElement.className) ||
      document.querySelector(translatedWords) !== null)
  );
}
