import { fileURLToPath } from 'node:url';

/** @type {import('next').NextConfig} */
export default {
  // The application uses nothing outside this folder.
  turbopack: { root: fileURLToPath(new URL('.', import.meta.url)) },
};
