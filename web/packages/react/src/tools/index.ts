export { type ClientTools, clientTools } from './client-tools.js';
export type { Tool, ToolArguments, ToolContext, ToolFunction, ToolSet } from './tool-set.js';
export { useClientTools } from './use-client-tools.js';
