'use client';

import { useEffect, useState } from 'react';

import { type ClientTools, clientTools } from './client-tools.js';
import type { ToolSet } from './tool-set.js';

/** The tools of the newest render. */
class NewestTools {
  #tools: ToolSet;
  readonly runner: ClientTools = clientTools(() => this.#tools);

  constructor(tools: ToolSet) {
    this.#tools = tools;
  }

  update(tools: ToolSet): void {
    this.#tools = tools;
  }
}

/**
 * The tools of a component, for the option `tools` of a hook. A tool may use the component's props and state: a
 * call runs the tool of the newest render.
 */
export function useClientTools(tools: ToolSet): ClientTools {
  const [newest] = useState(() => new NewestTools(tools));
  useEffect(() => {
    newest.update(tools);
  });
  return newest.runner;
}
