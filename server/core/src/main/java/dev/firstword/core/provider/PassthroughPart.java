package dev.firstword.core.provider;

/**
 * A part of an answer exactly as the provider wrote it: whole events of a stream, or a whole
 * document.
 */
@SuppressWarnings("ArrayRecordComponent") // made for its receiver alone
public record PassthroughPart(byte[] bytes, Kind kind) {

  /** What a part says, as far as that matters to those who pass it on. */
  public enum Kind {
    /** Nothing of an answer: its head, a keep-alive or a comment. */
    IDLE,
    /** Something of an answer, whether it is understood or not. */
    ANSWER,
    /** The provider's own error, in the middle of an answer. */
    ERROR,
    /** An answer in one JSON document. */
    DOCUMENT
  }
}
