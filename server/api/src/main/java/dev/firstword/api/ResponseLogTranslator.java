package dev.firstword.api;

import dev.firstword.api.compatible.StoredResponseReader;

/**
 * Translates the log of the newest turn of a stored response to the events of its stream.
 *
 * @param reader has read the turns before
 */
record ResponseLogTranslator(StoredResponseReader reader) implements LogTranslator {

  @Override
  public void translate(byte[] bytes, int from, int to) {
    reader.read(bytes, from, to);
  }

  /** Readers resume by the numbers of the response, so the log is always read from its start. */
  @Override
  public void skip(byte[] bytes, int from, int to) {
    reader.read(bytes, from, to);
  }

  @Override
  public byte[] take() {
    return reader.takeEvents();
  }

  @Override
  public boolean isEndedByTools() {
    return reader.isEndedByTools();
  }

  /** The last event of the API is the last of the stream. */
  @Override
  public byte[] lastFrame() {
    return new byte[0];
  }

  /**
   * Another turn continues the answer, which the client asks for with the number of the last event
   * it has.
   */
  @Override
  public boolean isBroken() {
    return reader.isInterrupted();
  }
}
