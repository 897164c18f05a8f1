import { dirname, relative, resolve, sep } from 'node:path';

/** The folders of the React package, lowest layer first. Folders of one layer do not import each other. */
export const reactLayers = {
  root: 'packages/react/src',
  layers: [
    ['util', 'labels', 'scroll'],
    ['client'],
    ['turn', 'pacing', 'prepare', 'rum', 'tools', 'ai-sdk'],
    ['session', 'markdown', 'attachments'],
    ['chat', 'ask', 'parts', 'renderers'],
    ['.'],
  ],
};

/** The folders of the console, lowest layer first. */
export const consoleLayers = {
  root: 'apps/console/src',
  layers: [
    ['styles', 'shared'],
    ['latency', 'conversations', 'parts'],
    ['chat', 'documents', 'playground'],
    ['studio'],
    ['app'],
    ['.'],
  ],
};

/**
 * Reports an import of a folder that is not in a lower layer. If every import points downwards, folders cannot
 * form a cycle.
 */
export const importsPointDown = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'object',
        properties: {
          root: { type: 'string' },
          layers: { type: 'array', items: { type: 'array', items: { type: 'string' } } },
        },
        required: ['root', 'layers'],
        additionalProperties: false,
      },
    ],
    messages: {
      upward: "'{{from}}' must not import '{{to}}', which is not in a lower layer.",
      unknown: "'{{folder}}' is in no layer. Add it to web/lint/layers.js.",
    },
  },
  create(context) {
    const [{ root, layers }] = context.options;
    const base = resolve(context.cwd, root);
    const folderOf = (file) => {
      const folder = relative(base, dirname(file)).split(sep)[0];
      return folder === '' ? '.' : folder;
    };
    const levelOf = (folder) => layers.findIndex((layer) => layer.includes(folder));

    const from = folderOf(context.filename);
    if (from === '..') return {};
    const check = (source) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const to = folderOf(resolve(dirname(context.filename), source.value));
      const unknown = [from, to].find((folder) => levelOf(folder) === -1);
      if (unknown !== undefined) {
        context.report({ node: source, messageId: 'unknown', data: { folder: unknown } });
      } else if (from !== to && levelOf(to) >= levelOf(from)) {
        context.report({ node: source, messageId: 'upward', data: { from, to } });
      }
    };
    const checkSource = ({ source }) => {
      check(source);
    };
    return {
      ImportDeclaration: checkSource,
      ImportExpression: checkSource,
      ExportAllDeclaration: checkSource,
      ExportNamedDeclaration: checkSource,
    };
  },
};
