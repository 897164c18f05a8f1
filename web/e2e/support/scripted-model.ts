import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How fast a scripted model writes. */
export interface ScriptPace {
  readonly charactersPerPiece: number;
  readonly pieceMs: number;
}

/** A model provider that answers every question with a text of the test's choice, piece by piece. */
export class ScriptedModel {
  #text = '';
  #pace: ScriptPace = { charactersPerPiece: 12, pieceMs: 10 };

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedModel> {
    const server = createServer((request, response) => {
      request.resume();
      request.once('end', () => void model.#answer(response));
    });
    const model = new ScriptedModel(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return model;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  answerWith(text: string, pace?: Partial<ScriptPace>): void {
    this.#text = text;
    this.#pace = { charactersPerPiece: 12, pieceMs: 10, ...pace };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  async #answer(response: ServerResponse): Promise<void> {
    const text = this.#text;
    const { charactersPerPiece, pieceMs } = this.#pace;
    const send = (type: string, fields: object): void => {
      response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
    };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    send('message_start', {
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        content: [],
        model: 'scripted',
        usage: { input_tokens: 10, output_tokens: 1 },
      },
    });
    send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    for (let from = 0; from < text.length && !response.destroyed; from += charactersPerPiece) {
      const piece = text.slice(from, from + charactersPerPiece);
      send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: piece } });
      if (pieceMs > 0) await new Promise((resolve) => setTimeout(resolve, pieceMs));
    }
    send('content_block_stop', { index: 0 });
    send('message_delta', {
      delta: { stop_reason: 'end_turn' },
      usage: { output_tokens: Math.ceil(text.length / 4) },
    });
    send('message_stop', {});
    response.end();
  }
}
