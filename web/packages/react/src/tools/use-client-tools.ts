'use client';

import { useEffect, useRef, useState } from 'react';

import { type ClientTools, clientTools } from './client-tools.js';
import type { ToolSet } from './tool-set.js';

/**
 * The tools of a component, for the option `tools` of a hook. A tool may use the component's props and state: a
 * call runs the tool of the newest render.
 */
export function useClientTools(tools: ToolSet): ClientTools {
  const newest = useRef(tools);
  useEffect(() => {
    newest.current = tools;
  });
  const [runner] = useState(() => clientTools(() => newest.current));
  return runner;
}
