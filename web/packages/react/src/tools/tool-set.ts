import type { JsonSchema, ToolDefinition, ToolResult } from '../client/index.js';

/** The arguments of a tool call: what the model wrote, not checked against any schema. */
export type ToolArguments = Readonly<Record<string, unknown>>;

/** What a tool learns about its call. */
export interface ToolContext {
  /** Aborted when the result is no longer needed: the turn was stopped or has ended, or the page is left. */
  readonly signal: AbortSignal;
  /** The same when a call runs again after a reload, so that a tool can recognise it. */
  readonly callId: string;
}

/**
 * Runs a tool. A string is the result as it is, and anything else becomes JSON. What it throws becomes an error
 * result for the model.
 */
export type ToolFunction = {
  // A method, so that a tool may name the type of its own arguments.
  run(args: ToolArguments, context: ToolContext): unknown;
}['run'];

/** A tool that is described to the model. */
export interface Tool {
  readonly description?: string;
  /** A JSON schema for an object; absent: the tool takes no arguments. */
  readonly parameters?: JsonSchema;
  readonly run: ToolFunction;
}

/** Tools by name. A bare function has no description, and takes no arguments that the model knows of. */
export type ToolSet = Readonly<Record<string, ToolFunction | Tool>>;

/** A tool call as the model made it. */
export interface RequestedCall {
  readonly id: string;
  readonly name: string;
  /** JSON text; may be invalid. */
  readonly arguments: string;
}

const noParameters: JsonSchema = { type: 'object', properties: {} };

/** The tools as a request describes them. */
export function definitionsOf(tools: ToolSet): readonly ToolDefinition[] {
  return Object.entries(tools).map(([name, tool]) => {
    const { description, parameters = noParameters }: Partial<Tool> =
      typeof tool === 'function' ? {} : tool;
    return { name, ...(description === undefined ? {} : { description }), parameters };
  });
}

/** Runs a call. Whatever goes wrong becomes an error result, which the model can act on. */
export async function runTool(
  tools: ToolSet,
  call: RequestedCall,
  signal: AbortSignal,
): Promise<ToolResult> {
  const { id, name } = call;
  try {
    const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
    if (tool === undefined) throw new Error(`This page has no tool named ${name}.`);
    const args = argumentsOf(call);
    const context = { signal, callId: id };
    const result = await (typeof tool === 'function'
      ? tool(args, context)
      : tool.run(args, context));
    return { id, content: typeof result === 'string' ? result : jsonOf(result, name) };
  } catch (thrown) {
    return { id, content: messageOf(thrown), is_error: true };
  }
}

function argumentsOf({ name, arguments: json }: RequestedCall): ToolArguments {
  let parsed: unknown;
  try {
    // Some models write nothing if there are no arguments.
    parsed = JSON.parse(json.trim() === '' ? '{}' : json);
  } catch (failure) {
    throw new Error(`The arguments of ${name} are not JSON: ${messageOf(failure)}`, {
      cause: failure,
    });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Error(`The arguments of ${name} are not a JSON object.`);
  }
  return { ...parsed };
}

function jsonOf(result: unknown, name: string): string {
  try {
    // In a list, what JSON cannot hold becomes null: a tool that returns nothing has that result.
    return JSON.stringify([result]).slice(1, -1);
  } catch (failure) {
    throw new Error(`The result of ${name} cannot be written as JSON: ${messageOf(failure)}`, {
      cause: failure,
    });
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
