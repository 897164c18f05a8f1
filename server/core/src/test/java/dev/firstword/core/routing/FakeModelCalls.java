package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.relay.loop.EventLoop;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Opens the calls that a test supplies. */
public record FakeModelCalls(
    BiFunction<RoutingRequest, RoutedCallListener, RoutedCall> answer,
    Function<ModelCallListener, RoutedCall> fastest)
    implements ModelCalls {

  @Override
  public RoutedCall open(RoutingRequest request, EventLoop loop, RoutedCallListener listener) {
    return answer.apply(request, listener);
  }

  @Override
  public RoutedCall openFastest(
      Prompt prompt, int maxTokens, Timeouts timeouts, EventLoop loop, ModelCallListener listener) {
    return fastest.apply(listener);
  }
}
