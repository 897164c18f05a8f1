package dev.firstword.routing.caching;

import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCall;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ModelProvider;
import dev.firstword.provider.ModelRequest;
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
