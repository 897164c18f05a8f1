import { createAnthropic as createAnthropic6 } from '@ai-sdk/anthropic';
import { createOpenAI as createOpenAI6 } from '@ai-sdk/openai';
import type { LanguageModel, ModelMessage, ToolSet } from 'ai';
import * as ai6 from 'ai';
import * as ai7 from 'ai-7';
import { createAnthropic as createAnthropic7 } from 'ai-sdk-anthropic-7';
import { createOpenAI as createOpenAI7 } from 'ai-sdk-openai-7';

import {
  type Answer,
  answerSchema,
  type ClientChat,
  ClientFailure,
  maxTokens,
  type Question,
  type TestedClient,
  toolName,
  toolParameters,
  toolResult,
  withoutSignatures,
} from './client.js';

type Sdk = typeof ai6;

/** A major of the AI SDK with its providers. */
interface Major {
  readonly number: 6 | 7;
  readonly sdk: Sdk;
  readonly createAnthropic: typeof createAnthropic6;
  readonly createOpenAI: typeof createOpenAI6;
}

/** The types of the majors differ in what is not used here. */
const majors: readonly Major[] = [
  { number: 6, sdk: ai6, createAnthropic: createAnthropic6, createOpenAI: createOpenAI6 },
  {
    number: 7,
    sdk: ai7 as unknown as Sdk,
    createAnthropic: createAnthropic7 as unknown as typeof createAnthropic6,
    createOpenAI: createOpenAI7 as unknown as typeof createOpenAI6,
  },
];

class AiSdkChat implements ClientChat {
  private readonly messages: ModelMessage[] = [];
  private last: Question | undefined;

  constructor(
    private readonly sdk: Sdk,
    private readonly modelOf: (name: string) => LanguageModel,
  ) {}

  async ask(question: Question): Promise<Answer> {
    this.last = question;
    this.messages.push(this.message(question));
    return this.answer(question);
  }

  async sendResults(): Promise<Answer> {
    if (this.last === undefined) {
      throw new Error('no question');
    }
    return this.answer(this.last);
  }

  async abort(question: Question): Promise<void> {
    this.messages.push(this.message(question));
    const abort = new AbortController();
    const { textStream } = this.sdk.streamText({
      ...this.request(question),
      abortSignal: abort.signal,
    });
    for await (const _ of textStream) {
      abort.abort();
      return;
    }
  }

  private async answer(question: Question): Promise<Answer> {
    try {
      return await (question.isStreamed ? this.stream(question) : this.whole(question));
    } catch (error) {
      throw this.failure(error);
    }
  }

  private async whole(question: Question): Promise<Answer> {
    const result = await this.sdk.generateText(this.request(question));
    return this.remember({
      text: result.text,
      toolCalls: result.toolCalls,
      usage: result.usage,
      messages: result.response.messages,
      pieces: 1,
    });
  }

  private async stream(question: Question): Promise<Answer> {
    const result = this.sdk.streamText({
      ...this.request(question),
      onError: () => undefined, // By default, errors are logged, too.
    });
    let pieces = 1;
    for await (const part of result.fullStream) {
      if (part.type === 'text-delta') {
        pieces++;
      } else if (part.type === 'error') {
        throw part.error;
      }
    }
    return this.remember({
      text: await result.text,
      toolCalls: await result.toolCalls,
      usage: await result.usage,
      messages: (await result.response).messages,
      pieces,
    });
  }

  private remember(answer: {
    text: string;
    toolCalls: readonly { toolCallId: string }[];
    usage: { inputTokens: number | undefined; outputTokens: number | undefined };
    messages: readonly ModelMessage[];
    pieces: number;
  }): Answer {
    this.messages.push(...answer.messages);
    if (answer.toolCalls.length > 0) {
      this.messages.push({
        role: 'tool',
        content: answer.toolCalls.map(({ toolCallId }) => ({
          type: 'tool-result',
          toolCallId,
          toolName,
          output: { type: 'text', value: toolResult },
        })),
      });
    }
    return {
      text: answer.text,
      pieces: answer.pieces,
      toolCalls: answer.toolCalls.length,
      inputTokens: answer.usage.inputTokens ?? 0,
      outputTokens: answer.usage.outputTokens ?? 0,
    };
  }

  private failure(error: unknown): ClientFailure {
    return this.sdk.APICallError.isInstance(error)
      ? new ClientFailure(error.statusCode, error.responseHeaders?.['retry-after'], error)
      : new ClientFailure(undefined, undefined, error);
  }

  private message({ text, image, pdf }: Question): ModelMessage {
    return {
      role: 'user',
      content: [
        { type: 'text', text: text ?? 'Hello' },
        ...(image === undefined
          ? []
          : [{ type: 'file' as const, mediaType: 'image/png', data: image }]),
        ...(pdf === undefined
          ? []
          : [
              {
                type: 'file' as const,
                mediaType: 'application/pdf',
                filename: 'order.pdf',
                data: pdf,
              },
            ]),
      ],
    };
  }

  private request(question: Question) {
    const { jsonSchema, Output, tool } = this.sdk;
    return {
      model: this.modelOf(question.model),
      messages: this.messages,
      maxOutputTokens: maxTokens,
      ...(question.isInvalid === true ? { topP: 7 } : {}), // It checks the length itself.
      maxRetries: 0,
      providerOptions: { openai: { store: false, include: ['reasoning.encrypted_content'] } },
      ...(question.tool === true
        ? {
            tools: {
              [toolName]: tool({ inputSchema: jsonSchema<{ query: string }>(toolParameters) }),
            } as ToolSet,
          }
        : {}),
      ...(question.schema === true
        ? { output: Output.object({ schema: jsonSchema(answerSchema) }) }
        : {}),
    };
  }
}

export const aiSdkClients: readonly TestedClient[] = majors.flatMap(
  ({ number, sdk, createAnthropic, createOpenAI }) => [
    {
      title: `AI SDK ${String(number)}, Anthropic`,
      overloadedStatus: 529 as const,
      impossible: {},
      open: (server: string, apiKey: string) =>
        new AiSdkChat(sdk, createAnthropic({ baseURL: `${server}/v1`, apiKey })),
    },
    {
      title: `AI SDK ${String(number)}, OpenAI chat completions`,
      overloadedStatus: 503 as const,
      impossible: withoutSignatures,
      open: (server: string, apiKey: string) =>
        new AiSdkChat(sdk, (name) => createOpenAI({ baseURL: `${server}/v1`, apiKey }).chat(name)),
    },
    {
      title: `AI SDK ${String(number)}, OpenAI Responses`,
      overloadedStatus: 503 as const,
      impossible: {},
      open: (server: string, apiKey: string) =>
        new AiSdkChat(sdk, (name) =>
          createOpenAI({ baseURL: `${server}/v1`, apiKey }).responses(name),
        ),
    },
  ],
);
