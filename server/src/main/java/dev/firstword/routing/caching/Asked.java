package dev.firstword.routing.caching;

import dev.firstword.prompt.CacheLedger;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.routing.caching.CacheMistakes.Outcome;

/** One call, as it was marked, and what is expected of the cache for it. */
final class Asked {

  private final PromptCaching caching;
  private final ModelRequest request;
  private final CacheLedger.Visit visit;
  private final Outcome unlessFound;

  /** Made as it is sent; told what a prompt like it comes to of which nothing is found. */
  Asked(PromptCaching caching, ModelRequest request, CacheLedger.Visit visit, Outcome unlessFound) {
    this.unlessFound = unlessFound;
    this.caching = caching;
    this.request = request;
    this.visit = visit;
  }

  ModelRequest request() {
    return request;
  }

  CacheLedger.Visit visit() {
    return visit;
  }

  Outcome outcome(Usage usage) {
    return usage.cacheReadInputTokens() > 0 ? Outcome.FOUND : unlessFound;
  }

  /** Tells what becomes of the call, and keeps the ledger and the accounts by it. */
  ModelCallListener listener(ModelCallListener listener) {
    return new Watching(listener);
  }

  private final class Watching implements ModelCallListener {
    private final ModelCallListener listener;
    private boolean begun;

    private Watching(ModelCallListener listener) {
      this.listener = listener;
    }

    @Override
    public void onText(String text) {
      if (!begun) {
        begun = true;
        caching.begun(Asked.this);
      }
      listener.onText(text);
    }

    @Override
    public void onReadComplete() {
      listener.onReadComplete();
    }

    @Override
    public void onEnd(FinishReason reason, Usage usage) {
      listener.onEnd(reason, caching.answered(Asked.this, usage));
    }

    @Override
    public void onFailure(ProviderFailure failure) {
      listener.onFailure(failure);
    }
  }
}
