import { MarkdownBlocks } from './markdown-blocks.js';

/** Some of each kind of syntax that the first words of an answer usually have. */
const sample = 'Some **bold** and `code`, [a link](/), and\n\n- an item\n\n## A heading\n';

let warm = false;

/**
 * Runs the parser once, so that the browser has compiled it when the first words arrive. A page that has shown no answer
 * yet would otherwise show them about 20 ms later.
 */
export function warmUpParser(): void {
  if (warm) return;
  warm = true;
  new MarkdownBlocks().parse(sample, true);
}
