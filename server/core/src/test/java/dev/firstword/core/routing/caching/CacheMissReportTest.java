package dev.firstword.core.routing.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstword.core.prompt.CachePlan;
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
import dev.firstword.core.routing.caching.CacheMissReport.MissPattern;
import dev.firstword.core.routing.caching.CacheMissReport.Outcome;
import dev.firstword.core.routing.caching.PromptCaching.CachedModel;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.ManualEventLoop;
import dev.firstword.simulator.cache.CacheLookup;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.cache.PromptCache;
import dev.firstword.simulator.prompt.CacheablePrompt.Explicit;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCounter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Each planted cause of misses is reported. The provider caches prompts like the simulator. */
final class CacheMissReportTest {

  private static final String MODEL = "claude-sonnet-4-6"; // Caches prefixes from 1,024 tokens on.
  private static final String INSTRUCTIONS = "word ".repeat(2_000);

  private final ManualEventLoop loop = new ManualEventLoop();
  private final InstantSource clock = () -> Instant.ofEpochMilli(loop.nanoTime() / 1_000_000);
  private final PromptCache cache = new PromptCache(clock);
  private final PromptCaching caching =
      new PromptCaching(
          Map.of(
              MODEL,
              new CachedModel(
                  CacheRules.of(Mode.EXPLICIT, MODEL), TokenPricing.withExplicitCaching(3, 15))),
          () -> loop,
          clock);
  private final ModelProvider provider = caching.wrap(new FakeCachingProvider());

  @Test
  void reportsNothingOnCacheHits() {
    runTurns(60, Duration.ofMinutes(1), _ -> INSTRUCTIONS);

    assertThat(caching.missReport().patterns()).isEmpty();
  }

  @Test
  void reportsNothingAfterAFewTurns() {
    runTurns(29, Duration.ofMinutes(1), turn -> "It is " + turn + " o'clock. " + INSTRUCTIONS);

    assertThat(caching.missReport().patterns()).isEmpty();
  }

  @Test
  void reportsInstructionsThatChangeAndTheCommonPrefix() {
    runTurns(60, Duration.ofMinutes(1), turn -> "It is " + turn + " o'clock. " + INSTRUCTIONS);

    assertThat(caching.missReport().patterns())
        .singleElement()
        .satisfies(seen -> {
          assertThat(seen.outcome()).isEqualTo(Outcome.CHANGED);
          assertThat(seen.key()).isEqualTo(new CacheStatistics.Key(MODEL, "chat"));
          assertThat(seen.share()).isCloseTo(1, within(0.01));
          assertThat(seen.commonPrefixLength()).isEqualTo("It is 5".length()); // 58, then 59.
        });
  }

  @Test
  void reportsTrafficTooSparseForTheTtl() {
    runTurns(40, Duration.ofMinutes(6), _ -> INSTRUCTIONS);

    assertThat(caching.missReport().patterns())
        .extracting(MissPattern::outcome)
        .containsOnly(Outcome.EXPIRED);
  }

  @Test
  void reportsInstructionsJustBelowTheMinimum() {
    runTurns(40, Duration.ofMinutes(1), _ -> "word ".repeat(800)); // 1,000 tokens.

    assertThat(caching.missReport().patterns())
        .extracting(MissPattern::outcome)
        .containsOnly(Outcome.UNDER_MINIMUM);
  }

  @Test
  void ignoresInstructionsFarBelowTheMinimum() {
    runTurns(40, Duration.ofMinutes(1), _ -> "Be brief.");

    assertThat(caching.missReport().patterns()).isEmpty();
  }

  @Test
  void reportsEarlyEvictionByTheProvider() {
    runTurns(
        40,
        Duration.ofMinutes(1),
        _ -> {
          cache.clear();
          return INSTRUCTIONS;
        });

    assertThat(caching.missReport().patterns())
        .extracting(MissPattern::outcome)
        .containsOnly(Outcome.MISSED);
  }

  @Test
  void dropsAPatternOnceFixed() {
    runTurns(60, Duration.ofMinutes(1), turn -> "It is " + turn + " o'clock. " + INSTRUCTIONS);

    runTurns(60, Duration.ofMinutes(1), _ -> INSTRUCTIONS);

    assertThat(caching.missReport().patterns()).isEmpty();
  }

  private void runTurns(int count, Duration apart, IntFunction<String> instructions) {
    for (int turn = 0; turn < count; turn++) {
      Prompt prompt =
          new Prompt(
              instructions.apply(turn),
              List.of(new PromptMessage(Role.USER, "Well?")),
              0,
              new CacheScope("tenant", "chat", Set.of(CacheTtl.FIVE_MINUTES), false));
      CallTracker tracker = provider.track(new ModelRequest(MODEL, prompt, 100, null));
      var _ = provider.open(tracker.request(), new TrackingListener(tracker));
      loop.advance(apart);
    }
  }

  /** Answers immediately and caches prefixes up to their breakpoints. */
  private final class FakeCachingProvider implements ModelProvider {

    @Override
    public String name() {
      return "keeping";
    }

    @Override
    public ModelCall open(ModelRequest request, ModelCallListener listener) {
      CacheLookup visit = cache.lookUp(MODEL, new Explicit(List.of(instructions(request))));
      CacheUsage usage = visit.usage();
      loop.execute(() -> {
        cache.commit(visit);
        listener.onText("Well.");
        listener.onEnd(
            FinishReason.STOP, new Usage(usage.uncached(), 1, usage.written(), usage.read()));
      });
      return () -> {};
    }

    private static PromptBlock instructions(ModelRequest request) {
      CachePlan plan = request.cachePlan();
      String text = request.prompt().system();
      return new PromptBlock(
          text,
          TokenCounter.count(text),
          Optional.ofNullable(plan.ttlAt(0))
              .flatMap(ttl -> dev.firstword.simulator.prompt.CacheTtl.of(ttl.wireName())));
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
