package dev.firstword.core.provider;

import dev.firstword.core.model.ReportedModel;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.relay.event.Usage;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A service that runs models, behind one endpoint and one dialect. */
public interface ModelProvider {

  /** The provider's name in the configuration, telemetry and logs. */
  String name();

  /** The API that it speaks; empty for one without limits of its own. Callable from any thread. */
  default Optional<ModelApi> api() {
    return Optional.empty();
  }

  /**
   * The options that it has refused for this model although they were thought to be supported.
   * Callable from any thread.
   */
  default Set<ModelOption> refusedBy(String model) {
    return Set.of();
  }

  /**
   * Whether it has refused a thought of an earlier call, although the conversation before it was
   * the same. Callable from any thread.
   */
  default boolean hasRefused(ContentPart.Thought thought) {
    return false;
  }

  /** How often it has refused or dropped thoughts since the start. Callable from any thread. */
  default RejectedThoughtCounts rejectedThoughtCounts() {
    return RejectedThoughtCounts.NONE;
  }

  /**
   * Prepares a call that is about to be opened. The caller opens {@link CallTracker#request} and
   * keeps the tracker informed.
   */
  default CallTracker track(ModelRequest request) {
    return () -> request;
  }

  /**
   * Opens a streaming call. Must be called on an event loop. The listener is called on the same
   * loop, but never from within this method.
   *
   * <p>It receives exactly one of {@link ModelCallListener#onEnd} and {@link
   * ModelCallListener#onFailure}, last, unless the call was cancelled first.
   */
  ModelCall open(ModelRequest request, ModelCallListener listener);

  /**
   * Has the model process a prompt without answering, so that the prefixes up to its cache
   * breakpoints are cached or their TTL is renewed. Must be called on an event loop. {@code
   * onComplete} is called on the same loop, but never from within this method, with the reported
   * usage, or empty if the call failed.
   *
   * @return the call; empty, without any callback, if the provider has no such operation
   */
  default Optional<ModelCall> prime(ModelRequest request, Consumer<Optional<Usage>> onComplete) {
    return Optional.empty();
  }

  /**
   * Asks the provider what it says of a model. Must be called on an event loop. {@code onComplete}
   * is called on the same loop, but never from within this method, with empty if the call failed.
   * Has no deadline of its own.
   *
   * @return the call; empty, without any callback, if the provider has no such operation
   */
  default Optional<ModelCall> describe(String model, Consumer<Optional<ReportedModel>> onComplete) {
    return Optional.empty();
  }

  /**
   * Ensures that the calling event loop has a connection, or is opening one, so that the next call
   * need not wait for it. Must be called on an event loop; sends no request.
   */
  default void preconnect() {}
}
