import eslint from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import typescript from 'typescript-eslint';

import { consoleLayers, importsPointDown, reactLayers } from './lint/layers.js';

const layers = { rules: { 'imports-point-down': importsPointDown } };

// `npm run lint` caches results by file content. A rule that needs types can miss what a change in another file
// causes: delete node_modules/.cache/eslint to be sure. CI starts without a cache.
export default typescript.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      '**/test-results/',
      '**/playwright-report/',
      // A separate application, whose packages no other command installs. Its own build checks it.
      'next/',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...typescript.configs.strictTypeChecked, ...typescript.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // The compiler demands brackets for names that come from outside.
      '@typescript-eslint/dot-notation': 'off',
      // A name that is only there to leave a field out of a copy.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      'no-useless-rename': 'error',
      'object-shorthand': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['packages/react/**/*.tsx', 'apps/**/*.tsx'],
    ...jsxA11y.flatConfigs.strict,
    rules: {
      ...jsxA11y.flatConfigs.strict.rules,
      // A page for writing begins in its field.
      'jsx-a11y/no-autofocus': ['error', { ignoreNonDOM: true }],
      // What scrolls must be within reach of the keyboard.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: [], roles: ['log', 'region'] }],
    },
  },
  {
    files: ['packages/react/**/*.{ts,tsx}', 'apps/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat.recommended,
  },
  {
    files: ['packages/react/src/**/*.{ts,tsx}'],
    plugins: { layers },
    rules: { 'layers/imports-point-down': ['error', reactLayers] },
  },
  {
    files: ['apps/console/src/**/*.{ts,tsx}'],
    plugins: { layers },
    rules: { 'layers/imports-point-down': ['error', consoleLayers] },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { ...globals.node } },
  },
  {
    files: ['apps/*/public/**/*.js'],
    languageOptions: { globals: { ...globals.browser }, sourceType: 'script' },
  },
);
