import Anthropic, { APIError } from '@anthropic-ai/sdk';

import {
  type Answer,
  answerSchema,
  base64,
  type ClientChat,
  ClientFailure,
  maxTokens,
  type Question,
  type TestedClient,
  toolName,
  toolParameters,
  toolResult,
} from './client.js';

function failure(error: unknown): ClientFailure {
  return error instanceof APIError
    ? new ClientFailure(
        error.status as number | undefined,
        (error.headers as Headers | undefined)?.get('retry-after'),
        error,
      )
    : new ClientFailure(undefined, undefined, error);
}

class Messages implements ClientChat {
  private readonly messages: Anthropic.MessageParam[] = [];
  private last: Question | undefined;

  constructor(private readonly client: Anthropic) {}

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
    const stream = this.client.messages.stream(this.request(question));
    for await (const event of stream) {
      if (event.type === 'content_block_delta') {
        stream.abort();
        return;
      }
    }
  }

  private async answer(question: Question): Promise<Answer> {
    try {
      let pieces = 1;
      let message: Anthropic.Message;
      if (question.isStreamed) {
        const stream = this.client.messages.stream(this.request(question));
        stream.on('text', () => pieces++);
        message = await stream.finalMessage();
      } else {
        message = await this.client.messages.create(this.request(question));
      }
      const calls = message.content.filter((block) => block.type === 'tool_use');
      this.messages.push({ role: 'assistant', content: message.content });
      if (calls.length > 0) {
        this.messages.push({
          role: 'user',
          content: calls.map(({ id }) => ({
            type: 'tool_result',
            tool_use_id: id,
            content: toolResult,
          })),
        });
      }
      const { usage } = message;
      return {
        text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
        pieces,
        toolCalls: calls.length,
        inputTokens:
          usage.input_tokens +
          (usage.cache_creation_input_tokens ?? 0) +
          (usage.cache_read_input_tokens ?? 0),
        outputTokens: usage.output_tokens,
      };
    } catch (error) {
      throw failure(error);
    }
  }

  private message({ text, image, pdf }: Question): Anthropic.MessageParam {
    return {
      role: 'user',
      content: [
        { type: 'text', text: text ?? 'Hello' },
        ...(image === undefined
          ? []
          : [
              {
                type: 'image' as const,
                source: {
                  type: 'base64' as const,
                  media_type: 'image/png' as const,
                  data: base64(image),
                },
              },
            ]),
        ...(pdf === undefined
          ? []
          : [
              {
                type: 'document' as const,
                source: {
                  type: 'base64' as const,
                  media_type: 'application/pdf' as const,
                  data: base64(pdf),
                },
              },
            ]),
      ],
    };
  }

  private request(question: Question) {
    return {
      model: question.model,
      max_tokens: question.isInvalid === true ? -1 : maxTokens,
      messages: this.messages,
      ...(question.tool === true
        ? { tools: [{ name: toolName, input_schema: toolParameters }] }
        : {}),
      ...(question.schema === true
        ? { output_config: { format: { type: 'json_schema' as const, schema: answerSchema } } }
        : {}),
    };
  }
}

export const anthropicClients: readonly TestedClient[] = [
  {
    title: '@anthropic-ai/sdk',
    overloadedStatus: 529,
    impossible: {},
    open: (server, apiKey) =>
      new Messages(new Anthropic({ baseURL: server, apiKey, maxRetries: 0 })),
  },
];
