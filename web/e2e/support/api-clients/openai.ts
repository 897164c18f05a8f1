import OpenAI, { APIError } from 'openai';

import {
  type Answer,
  answerSchema,
  type ClientChat,
  ClientFailure,
  dataUrl,
  maxTokens,
  type Question,
  type TestedClient,
  toolName,
  toolParameters,
  toolResult,
  withoutSignatures,
} from './client.js';

const clientOf = (server: string, apiKey: string): OpenAI =>
  new OpenAI({ baseURL: `${server}/v1`, apiKey, maxRetries: 0 });

function failure(error: unknown): ClientFailure {
  return error instanceof APIError
    ? new ClientFailure(
        error.status as number | undefined,
        (error.headers as Headers | undefined)?.get('retry-after'),
        error,
      )
    : new ClientFailure(undefined, undefined, error);
}

type Messages = OpenAI.ChatCompletionMessageParam[];

class ChatCompletions implements ClientChat {
  private readonly messages: Messages = [];
  private last: Question | undefined;

  constructor(private readonly client: OpenAI) {}

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
    const stream = this.client.chat.completions.stream(this.request(question));
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content !== undefined) {
        stream.abort();
        return;
      }
    }
  }

  private async answer(question: Question): Promise<Answer> {
    try {
      let pieces = 1;
      let completion: OpenAI.ChatCompletion;
      if (question.isStreamed) {
        const stream = this.client.chat.completions.stream({
          ...this.request(question),
          stream_options: { include_usage: true },
        });
        stream.on('content', () => pieces++);
        completion = await stream.finalChatCompletion();
      } else {
        completion = await this.client.chat.completions.create(this.request(question));
      }
      const message = completion.choices[0]?.message;
      const calls = message?.tool_calls ?? [];
      if (message !== undefined) {
        this.messages.push(message);
      }
      for (const { id } of calls) {
        this.messages.push({ role: 'tool', tool_call_id: id, content: toolResult });
      }
      return {
        text: message?.content ?? '',
        pieces,
        toolCalls: calls.length,
        inputTokens: completion.usage?.prompt_tokens ?? 0,
        outputTokens: completion.usage?.completion_tokens ?? 0,
      };
    } catch (error) {
      throw failure(error);
    }
  }

  private message({ text, image, pdf }: Question): OpenAI.ChatCompletionUserMessageParam {
    return {
      role: 'user',
      content: [
        { type: 'text', text: text ?? 'Hello' },
        ...(image === undefined
          ? []
          : [{ type: 'image_url' as const, image_url: { url: dataUrl('image/png', image) } }]),
        ...(pdf === undefined
          ? []
          : [
              {
                type: 'file' as const,
                file: { filename: 'order.pdf', file_data: dataUrl('application/pdf', pdf) },
              },
            ]),
      ],
    };
  }

  private request(question: Question) {
    return {
      model: question.model,
      max_completion_tokens: question.isInvalid === true ? -1 : maxTokens,
      messages: this.messages,
      ...(question.tool === true
        ? {
            tools: [
              {
                type: 'function' as const,
                function: { name: toolName, parameters: toolParameters },
              },
            ],
          }
        : {}),
      ...(question.schema === true
        ? {
            response_format: {
              type: 'json_schema' as const,
              json_schema: { name: 'answer', strict: true, schema: answerSchema },
            },
          }
        : {}),
    };
  }
}

class Responses implements ClientChat {
  private readonly input: OpenAI.Responses.ResponseInputItem[] = [];
  private last: Question | undefined;

  constructor(private readonly client: OpenAI) {}

  async ask(question: Question): Promise<Answer> {
    this.last = question;
    this.input.push(this.message(question));
    return this.answer(question);
  }

  async sendResults(): Promise<Answer> {
    if (this.last === undefined) {
      throw new Error('no question');
    }
    return this.answer(this.last);
  }

  async abort(question: Question): Promise<void> {
    this.input.push(this.message(question));
    const stream = this.client.responses.stream(this.request(question));
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') {
        stream.abort();
        return;
      }
    }
  }

  private async answer(question: Question): Promise<Answer> {
    try {
      let pieces = 1;
      let response: OpenAI.Responses.Response;
      if (question.isStreamed) {
        const stream = this.client.responses.stream(this.request(question));
        stream.on('response.output_text.delta', () => pieces++);
        response = await stream.finalResponse();
      } else {
        response = await this.client.responses.create(this.request(question));
      }
      if (response.status === 'failed') {
        throw new Error(response.error?.message);
      }
      // Its types of what is returned and of what is sent differ in tools that are not used here.
      this.input.push(...(response.output as OpenAI.Responses.ResponseInputItem[]));
      const calls = response.output.filter((item) => item.type === 'function_call');
      for (const { call_id } of calls) {
        this.input.push({ type: 'function_call_output', call_id, output: toolResult });
      }
      return {
        text: response.output_text,
        pieces,
        toolCalls: calls.length,
        inputTokens: response.usage?.input_tokens ?? 0,
        outputTokens: response.usage?.output_tokens ?? 0,
      };
    } catch (error) {
      throw failure(error);
    }
  }

  private message({ text, image, pdf }: Question): OpenAI.Responses.EasyInputMessage {
    return {
      role: 'user',
      content: [
        { type: 'input_text', text: text ?? 'Hello' },
        ...(image === undefined
          ? []
          : [
              {
                type: 'input_image' as const,
                detail: 'auto' as const,
                image_url: dataUrl('image/png', image),
              },
            ]),
        ...(pdf === undefined
          ? []
          : [
              {
                type: 'input_file' as const,
                filename: 'order.pdf',
                file_data: dataUrl('application/pdf', pdf),
              },
            ]),
      ],
    };
  }

  private request(question: Question) {
    return {
      model: question.model,
      max_output_tokens: question.isInvalid === true ? -1 : maxTokens,
      store: false,
      include: ['reasoning.encrypted_content' as const],
      input: this.input,
      ...(question.tool === true
        ? {
            tools: [
              {
                type: 'function' as const,
                name: toolName,
                parameters: toolParameters,
                strict: false,
              },
            ],
          }
        : {}),
      ...(question.schema === true
        ? {
            text: {
              format: {
                type: 'json_schema' as const,
                name: 'answer',
                strict: true,
                schema: answerSchema,
              },
            },
          }
        : {}),
    };
  }
}

export const openaiClients: readonly TestedClient[] = [
  {
    title: 'openai, chat completions',
    overloadedStatus: 503,
    impossible: withoutSignatures,
    open: (server, key) => new ChatCompletions(clientOf(server, key)),
  },
  {
    title: 'openai, Responses',
    overloadedStatus: 503,
    impossible: {},
    open: (server, key) => new Responses(clientOf(server, key)),
  },
];
