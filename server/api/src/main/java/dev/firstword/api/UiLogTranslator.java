package dev.firstword.api;

import dev.firstword.api.uistream.UiMessageTranslator;
import dev.firstword.relay.server.ServerResponse;

/** Translates a log to the UI message stream of the AI SDK. */
record UiLogTranslator(UiMessageTranslator chunks) implements LogTranslator {

  @Override
  public void prepareHead(ServerResponse response) {
    response.header(UiMessageTranslator.VERSION_HEADER, UiMessageTranslator.VERSION);
  }

  @Override
  public void translate(byte[] bytes, int from, int to) {
    chunks.translate(bytes, from, to);
  }

  @Override
  public void skip(byte[] bytes, int from, int to) {
    chunks.skip(bytes, from, to);
  }

  @Override
  public byte[] take() {
    return chunks.take();
  }

  @Override
  public boolean isWaitingForClient() {
    return chunks.isWaitingForClient();
  }

  @Override
  public void endBeforeTools() {
    chunks.endBeforeTools();
  }
}
