import type { MarkdownRenderers } from '@firstword/react';
import { highlightCode, renderMath } from '@firstword/react/renderers';

/** How answers show code and formulas. What that takes is loaded with the first one. */
export const renderers: MarkdownRenderers = {
  code: highlightCode(async () => (await import('./languages.js')).highlighter),
  math: renderMath(async () => {
    const [katex] = await Promise.all([import('katex'), import('katex/dist/katex.min.css')]);
    return katex.default;
  }),
};
