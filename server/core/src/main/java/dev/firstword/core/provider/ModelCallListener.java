package dev.firstword.core.provider;

import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;

/** Receives the events of a model call, in order, on the event loop that opened it. */
public interface ModelCallListener {

  /** A piece of the answer; never empty. */
  void onText(String text);

  /** The model made progress other than text. Listeners that only need the text ignore it. */
  default void onActivity(ModelActivity activity) {}

  /**
   * A part of the answer to a {@link PassthroughRequest}, in the provider's own form. An empty one
   * comes first. Everything else that is reported of this answer only serves to measure it.
   */
  default void onPassthrough(PassthroughPart part) {}

  /**
   * The provider refused a {@link PassthroughRequest}; the failure follows.
   *
   * @param body the provider's own words about the request, in JSON
   */
  default void onRefusal(int status, byte[] body) {}

  /** The provider identified its response, and may have compared its prompt with an earlier one. */
  default void onCacheReport(CacheReport report) {}

  /** Tokens missed the cache that the previous request had cached. Follows the answer. */
  default void onCacheMiss(CacheMiss miss) {}

  /** The response reports what is left of the provider's rate limit. */
  default void onRateLimit(RateLimit limit) {}

  /**
   * Everything from one network read has been delivered. Consumers that forward text flush here,
   * once per read instead of once per token. Not called before the end of a call, which flushes as
   * well.
   */
  void onReadComplete();

  /** The answer is complete. No further calls follow. */
  void onEnd(FinishReason reason, Usage usage);

  /** The call failed. No further calls follow; text delivered before remains valid. */
  void onFailure(ProviderFailure failure);
}
