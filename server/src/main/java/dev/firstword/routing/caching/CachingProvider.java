package dev.firstword.routing.caching;

import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCall;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ModelProvider;
import dev.firstword.provider.ModelRequest;
import java.util.Optional;
import java.util.function.Consumer;

/** A provider whose prompts are marked on their way, and whose counts are looked at on theirs. */
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
    Asked asked = caching.asked(request, provider);
    return provider.open(asked.request(), asked.listener(listener));
  }

  @Override
  public Optional<ModelCall> prime(ModelRequest request, Consumer<Optional<Usage>> whenOver) {
    return provider.prime(request, whenOver);
  }

  @Override
  public void warm() {
    provider.warm();
  }

  @Override
  public String toString() {
    return provider.toString();
  }
}
