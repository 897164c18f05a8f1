package dev.firstword.provider;

import dev.firstword.protocol.Usage;
import java.util.Optional;
import java.util.function.Consumer;

/** A service that answers prompts with models, behind one endpoint and one dialect. */
public interface ModelProvider {

  /** The name it has in the configuration, in telemetry and in the log. */
  String name();

  /**
   * Opens a streamed call. Must be invoked on an event loop; the listener is called on that same
   * loop, never from within this method.
   *
   * <p>The listener hears exactly one of {@link ModelCallListener#onEnd} and {@link
   * ModelCallListener#onFailure}, last, unless the call was cancelled first.
   */
  ModelCall open(ModelRequest request, ModelCallListener listener);

  /**
   * Lets the model read a prompt without answering it, so that what is marked of it is kept, or
   * kept for longer. Must be invoked on an event loop; {@code whenOver} is called on that same
   * loop, never from within this method, with what the provider counted; with nothing where it
   * could not be done.
   *
   * @return the call; absent, and nothing is told, where there is no such call
   */
  default Optional<ModelCall> prime(ModelRequest request, Consumer<Optional<Usage>> whenOver) {
    return Optional.empty();
  }

  /**
   * Makes sure that the calling loop has a connection ready, or is about to, so that the next call
   * need not wait for one. Must be invoked on an event loop; sends no request.
   */
  default void warm() {}
}
