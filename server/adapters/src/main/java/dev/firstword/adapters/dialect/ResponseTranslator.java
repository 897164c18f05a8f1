package dev.firstword.adapters.dialect;

import dev.firstword.relay.client.ProviderFailure;
import java.util.Optional;

/** Translates the body of one answer into listener events. Chunks may be split anywhere. */
public interface ResponseTranslator {

  /** Reads the next chunk of the body. Does not retain the bytes. */
  void read(byte[] bytes, int offset, int length);

  /** The body is complete; the answer may not be. */
  void end();

  /** The rest of the body will not arrive. */
  void fail(ProviderFailure failure);

  /**
   * Returns whether the answer is known to be complete, so that only its usage may follow. Then
   * {@link #end} ends it normally.
   */
  boolean isFinished();

  /**
   * Returns where another response continues the answer; empty if none can. Known even after the
   * gate is closed.
   */
  default Optional<ResumePoint> resumePoint() {
    return Optional.empty();
  }

  /** The body continues in another response, which begins with the event after the resume point. */
  default void resume() {}

  /** Returns how many events could not be read and were skipped. */
  int skippedEvents();
}
