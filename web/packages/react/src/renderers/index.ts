export type { Highlighter, LoadHighlighter } from './code-colors.js';
export { highlightCode } from './highlight-code.js';
export { type MathTypesetter, renderMath } from './render-math.js';
