import { fileURLToPath } from 'node:url';

/** @type {import('next').NextConfig} */
export default {
  // Nothing outside this folder belongs to the application.
  turbopack: { root: fileURLToPath(new URL('.', import.meta.url)) },
};
