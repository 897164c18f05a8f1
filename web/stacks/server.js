// Serves the built pages and their routes: node server.js MODELS_URL. Prints the URL it listens on.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createAnthropic } from '@ai-sdk/anthropic';
import { convertToModelMessages, generateText, streamText } from 'ai';

const pages = fileURLToPath(new URL('./dist/', import.meta.url));
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const provider = createAnthropic({ baseURL: `${process.argv[2]}/v1`, apiKey: 'simulated' });
const model = provider('claude-sonnet-4-6');

const routes = {
  // With the abort signal that the documentation adds under "Stopping Streams".
  '/api/chat': async (request, response) => {
    const left = new AbortController();
    response.on('close', () => left.abort());
    const { messages } = await bodyOf(request);
    streamText({
      model,
      messages: await convertToModelMessages(messages),
      abortSignal: left.signal,
    }).pipeUIMessageStreamToResponse(response);
  },
  // As in the documentation's getting started guide.
  '/api/chat-basic': async (request, response) => {
    const { messages } = await bodyOf(request);
    streamText({
      model,
      messages: await convertToModelMessages(messages),
    }).pipeUIMessageStreamToResponse(response);
  },
  // The complete answer at once.
  '/api/answer': async (request, response) => {
    const { prompt } = await bodyOf(request);
    const { text } = await generateText({ model, prompt });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ text }));
  },
};

async function bodyOf(request) {
  let body = '';
  for await (const part of request) body += part;
  return JSON.parse(body);
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const answered = routes[pathname]?.(request, response) ?? file(pathname, response);
  answered.catch((failure) => {
    console.error(failure);
    response.destroy();
  });
});

async function file(pathname, response) {
  const path = join(pages, normalize(pathname));
  try {
    const bytes = await readFile(path);
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

server.listen(0, '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`);
});
