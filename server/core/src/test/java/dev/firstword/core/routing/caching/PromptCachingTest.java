package dev.firstword.core.routing.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstword.core.prompt.CacheRules;
import dev.firstword.core.prompt.CacheRules.Mode;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.CallTracker;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.routing.caching.CacheStatistics.Totals;
import dev.firstword.core.routing.caching.PromptCaching.CachedModel;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Turns every ten minutes, which would always miss a TTL of five minutes without refreshes. */
final class PromptCachingTest {

  private static final String MODEL = "some-model";
  private static final String SYSTEM = "word ".repeat(8_000);

  private final ManualEventLoop loop = new ManualEventLoop();
  private final FakeProvider provider = new FakeProvider();
  private final PromptCaching caching =
      new PromptCaching(
          Map.of(
              MODEL,
              new CachedModel(
                  new CacheRules(Mode.EXPLICIT, 1024), TokenPricing.withExplicitCaching(5, 25))),
          () -> loop,
          () -> Instant.ofEpochMilli(loop.nanoTime() / 1_000_000));
  private final ModelProvider cachingProvider = caching.wrap(provider);

  @Test
  void refreshesFrequentlyUsedInstructions() {
    runTurns(10, true);

    assertThat(provider.primes).isNotEmpty();
    assertThat(provider.primes)
        .allMatch(prime -> prime.cachePlan().ttlAt(0) == CacheTtl.FIVE_MINUTES);
    assertThat(caching.warmPrefixes().uncachedTokens(MODEL, prompt(true))).isLessThan(10);
  }

  @Test
  void stopsRefreshingWithoutTraffic() {
    runTurns(10, true);
    loop.advance(Duration.ofHours(1));
    int soFar = provider.primes.size();

    loop.advance(Duration.ofHours(10));

    assertThat(provider.primes).hasSize(soFar);
    assertThat(loop.pendingTimers()).isZero();
  }

  @Test
  void doesNotRefreshWhenDisabled() {
    runTurns(10, false);

    assertThat(provider.primes).isEmpty();
  }

  @Test
  void doesNotRefreshAfterClose() {
    runTurns(10, true);
    int soFar = provider.primes.size();

    caching.close();
    loop.advance(Duration.ofHours(1));

    assertThat(provider.primes).hasSize(soFar);
  }

  @Test
  void continuesAfterAFailedRefresh() {
    provider.isFailing = true;
    runTurns(10, true);
    int failed = provider.primes.size();

    provider.isFailing = false;
    runTurns(5, true);

    assertThat(failed).isPositive();
    assertThat(provider.primes).hasSizeGreaterThan(failed);
  }

  @Test
  void accountsForRefreshCost() {
    runTurns(10, true);

    assertThat(caching.statistics().snapshot())
        .containsOnlyKeys(new CacheStatistics.Key(MODEL, "chat"));
    Totals account = caching.statistics().snapshot().values().iterator().next();
    assertThat(account.prompts()).isEqualTo(10);
    assertThat(account.primeCalls()).isEqualTo(provider.primes.size());
    assertThat(account.primeCost()).isCloseTo(0.005 * account.primeCalls(), within(1e-3));
  }

  @Test
  void prefetchesColdInstructions() {
    runTurns(1, true);
    loop.advance(Duration.ofHours(12));
    int soFar = provider.primes.size();

    caching.prefetch(prompt(true));
    caching.prefetch(prompt(true)); // A second one in the meantime.
    loop.advance(Duration.ofSeconds(1));
    caching.prefetch(prompt(true));
    loop.advance(Duration.ofSeconds(1));

    assertThat(provider.primes).hasSize(soFar + 1);
    assertThat(caching.warmPrefixes().uncachedTokens(MODEL, prompt(true))).isLessThan(10);
    assertThat(primeCalls()).isEqualTo(provider.primes.size());
  }

  @Test
  void doesNotPrefetchUnknownInstructions() {
    caching.prefetch(prompt(true));
    loop.advance(Duration.ofSeconds(1));

    assertThat(provider.primes).isEmpty();
  }

  @Test
  void doesNotPrefetchWhenDisabled() {
    runTurns(1, false);
    loop.advance(Duration.ofHours(12));

    caching.prefetch(prompt(false));
    loop.advance(Duration.ofSeconds(1));

    assertThat(provider.primes).isEmpty();
  }

  @Test
  void stopsPrefetchingWhenNoRequestFollows() {
    runTurns(1, true);
    loop.advance(Duration.ofHours(12));
    int soFar = provider.primes.size();

    for (int i = 0; i < 10; i++) {
      caching.prefetch(prompt(true));
      loop.advance(Duration.ofHours(12));
    }

    assertThat(provider.primes.size() - soFar).isBetween(1, 3);
  }

  @Test
  void keepsPrefetchingWhenRequestsFollow() {
    runTurns(1, true);
    loop.advance(Duration.ofHours(12));

    for (int i = 0; i < 10; i++) {
      caching.prefetch(prompt(true));
      loop.advance(Duration.ofSeconds(5));
      assertThat(caching.warmPrefixes().uncachedTokens(MODEL, prompt(true))).isLessThan(10);
      runTurns(1, true);
      loop.advance(Duration.ofHours(12));
    }
  }

  private long primeCalls() {
    return caching.statistics().snapshot().values().iterator().next().primeCalls();
  }

  private void runTurns(int count, boolean isKeptWarm) {
    for (int turn = 0; turn < count; turn++) {
      CallTracker tracker =
          cachingProvider.track(new ModelRequest(MODEL, prompt(isKeptWarm), 100, null));
      cachingProvider.open(tracker.request(), new TrackingListener(tracker));
      loop.advance(turn == count - 1 ? Duration.ofSeconds(1) : Duration.ofMinutes(10));
    }
  }

  private static Prompt prompt(boolean isKeptWarm) {
    return new Prompt(SYSTEM, List.of(new PromptMessage(Role.USER, "Well?")))
        .withScope(new CacheScope("acme", "chat", Set.of(CacheTtl.FIVE_MINUTES), isKeptWarm));
  }

  /** Answers immediately. */
  private final class FakeProvider implements ModelProvider {
    private final List<ModelRequest> primes = new ArrayList<>();
    private boolean isFailing;

    @Override
    public String name() {
      return "priced";
    }

    @Override
    public ModelCall open(ModelRequest request, ModelCallListener listener) {
      loop.execute(() -> {
        listener.onText("word");
        listener.onEnd(FinishReason.STOP, new Usage(2, 1, 10_000, 0));
      });
      return () -> {};
    }

    @Override
    public Optional<ModelCall> prime(ModelRequest request, Consumer<Optional<Usage>> onComplete) {
      primes.add(request);
      loop.execute(() ->
          onComplete.accept(
              isFailing ? Optional.empty() : Optional.of(new Usage(1, 0, 0, 10_000))));
      return Optional.of(() -> {});
    }
  }

  /** Reports the first token and the usage to the tracker, as an attempt does. */
  private record TrackingListener(CallTracker tracker) implements ModelCallListener {
    @Override
    public void onText(String text) {
      tracker.onFirstToken();
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onEnd(FinishReason reason, Usage usage) {
      tracker.onUsage(usage);
    }

    @Override
    public void onFailure(ProviderFailure failure) {}
  }
}
