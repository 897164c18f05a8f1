package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.relay.loop.EventLoop;

/** Opens calls to models. All methods must be called on the given loop, where the listener is. */
public interface ModelCalls {

  /**
   * Opens the call for an answer. The listener learns which model it is before this returns, and
   * everything else later, on the same loop.
   */
  RoutedCall open(RoutingRequest request, EventLoop loop, RoutedCallListener listener);

  /**
   * Opens a small call to the model that is fastest now, once and without a fallback.
   *
   * @param timeouts the limits of that call
   */
  RoutedCall openFastest(
      Prompt prompt, int maxTokens, Timeouts timeouts, EventLoop loop, ModelCallListener listener);
}
