package dev.firstword.provider;

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
   * Makes sure that the calling loop has a connection ready, or is about to, so that the next call
   * need not wait for one. Must be invoked on an event loop; sends no request.
   */
  default void warm() {}
}
