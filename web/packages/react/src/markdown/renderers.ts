'use client';

import { type ComponentType, createContext, type ReactNode, useContext } from 'react';

/** The code of a block, or a part of it while it grows. */
export interface CodeRendererProps {
  readonly code: string;
  /** The language tag of the block in lower case; empty for none. */
  readonly language: string;
  /** The code as text, which keeps a selection while it grows. */
  readonly children: ReactNode;
}

/** A whole code block, whose closing fence has arrived. */
export interface DiagramRendererProps {
  readonly code: string;
  readonly language: string;
}

/** A formula in TeX, without its delimiters. */
export interface MathRendererProps {
  readonly tex: string;
  /** True if it has a line of its own. */
  readonly display: boolean;
}

/** An image that an answer names. Its address is `http` or `https`. */
export interface ImageRendererProps {
  readonly src: string;
  readonly alt: string;
  readonly title?: string;
}

/** A link of an answer. Its address is `http`, `https`, `mailto` or `tel`. */
export interface LinkRendererProps {
  readonly href: string;
  readonly title?: string;
  readonly children: ReactNode;
}

/** Components that show parts of a Markdown text, each in place of the default. */
export interface MarkdownRenderers {
  /** The content of a code block, without its head. */
  readonly code?: ComponentType<CodeRendererProps>;
  /** Whole code blocks, by the language in lower case, such as `mermaid`. Used once a block is complete. */
  readonly diagrams?: Readonly<Record<string, ComponentType<DiagramRendererProps>>>;
  /** Formulas. Without it, they are shown as they were written. */
  readonly math?: ComponentType<MathRendererProps>;
  /** Without it, an image is loaded when the reader asks for it. */
  readonly image?: ComponentType<ImageRendererProps>;
  readonly link?: ComponentType<LinkRendererProps>;
}

const RenderersContext = createContext<MarkdownRenderers>({});

/** Provides the renderers of all Markdown below it. The object must not be a new one at each rendering. */
export const MarkdownRenderersProvider = RenderersContext.Provider;

/** The renderers that the application has provided. */
export function useMarkdownRenderers(): MarkdownRenderers {
  return useContext(RenderersContext);
}
