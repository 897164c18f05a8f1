import type { Page } from '@playwright/test';

/**
 * Translates a page as the translators of browsers do: the words of each text node, and of each that comes later,
 * move into an element in place of the node. What is marked with `translate="no"` is left alone.
 */
export async function translate(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const translateNode = (node: Text): void => {
      const parent = node.parentElement;
      if (parent === null || parent.closest('script, style, textarea, [translate="no"], .moved'))
        return;
      if (node.data.trim() === '') return;
      const moved = document.createElement('span');
      moved.className = 'moved';
      moved.textContent = node.data.toUpperCase();
      node.replaceWith(moved);
    };
    const translateAll = (root: Node): void => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const nodes: Text[] = [];
      while (walker.nextNode() !== null) nodes.push(walker.currentNode as Text);
      nodes.forEach(translateNode);
    };
    document.addEventListener('DOMContentLoaded', () => {
      document.documentElement.classList.add('translated-ltr');
      new MutationObserver((changes) => {
        for (const { target, type, addedNodes } of changes) {
          if (type === 'childList')
            addedNodes.forEach((added) => {
              if (added instanceof Text) translateNode(added);
              else translateAll(added);
            });
          else if (type === 'attributes') translateAll(target);
          else translateNode(target as Text);
        }
      }).observe(document.body, {
        attributes: true,
        attributeFilter: ['translate'],
        characterData: true,
        childList: true,
        subtree: true,
      });
    });
  });
}
