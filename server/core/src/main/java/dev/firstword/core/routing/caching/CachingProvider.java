package dev.firstword.core.routing.caching;

import dev.firstword.core.model.ReportedModel;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.provider.CallTracker;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.RejectedThoughtCounts;
import dev.firstword.relay.event.Usage;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A provider whose calls are tracked: their prompts get cache breakpoints, their usage a price. */
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
  public Optional<ModelApi> api() {
    return provider.api();
  }

  @Override
  public Set<ModelOption> refusedBy(String model) {
    return provider.refusedBy(model);
  }

  @Override
  public boolean hasRefused(ContentPart.Thought thought) {
    return provider.hasRefused(thought);
  }

  @Override
  public RejectedThoughtCounts rejectedThoughtCounts() {
    return provider.rejectedThoughtCounts();
  }

  @Override
  public CallTracker track(ModelRequest request) {
    return caching.track(request, provider);
  }

  @Override
  public ModelCall open(ModelRequest request, ModelCallListener listener) {
    return provider.open(request, listener);
  }

  @Override
  public Optional<ModelCall> prime(ModelRequest request, Consumer<Optional<Usage>> onComplete) {
    return provider.prime(request, onComplete);
  }

  @Override
  public Optional<ModelCall> describe(String model, Consumer<Optional<ReportedModel>> onComplete) {
    return provider.describe(model, onComplete);
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
