package dev.firstword.core.routing.caching;

import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.event.Usage;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Wraps a provider: adds cache breakpoints to its prompts and records the usage that it reports.
 */
final class CachingProvider implements ModelProvider {

  private final ModelProvider provider;
  private final PromptCaching caching;

  CachingProvider(ModelProvider provider, PromptCaching caching) {
    this.provider = provider;
    this.caching = caching;
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public ModelCall open(ModelRequest request, ModelCallListener listener) {
    TrackedCall tracked = caching.track(request, provider);
    return provider.open(tracked.request(), tracked.wrap(listener));
  }

  @Override
  public Optional<ModelCall> prime(ModelRequest request, Consumer<Optional<Usage>> onComplete) {
    return provider.prime(request, onComplete);
  }

  @Override
  public void preconnect() {
    provider.preconnect();
  }

  @Override
  public String toString() {
    return provider.toString();
  }
}
