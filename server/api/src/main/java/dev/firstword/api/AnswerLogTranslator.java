package dev.firstword.api;

import dev.firstword.api.compatible.TurnAnswerReader;

/** Translates the log of a turn to the stream of a provider-compatible API. */
record AnswerLogTranslator(TurnAnswerReader reader) implements LogTranslator {

  @Override
  public void translate(byte[] bytes, int from, int to) {
    reader.read(bytes, from, to);
  }

  @Override
  public void skip(byte[] bytes, int from, int to) {
    throw new IllegalStateException("no client of these APIs resumes a stream");
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

  @Override
  public boolean isBroken() {
    return reader.isBroken();
  }
}
