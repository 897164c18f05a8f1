package dev.firstword.bench.models;

import dev.firstword.bench.models.CachingModel.CacheTotals;
import dev.firstword.bench.virtual.VirtualEventLoop;
import dev.firstword.core.prompt.CacheRules;
import dev.firstword.core.prompt.CacheRules.Mode;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.Excerpt;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.prompt.PromptBuilder;
import dev.firstword.core.provider.CallTracker;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.routing.caching.PromptCaching;
import dev.firstword.core.routing.caching.PromptCaching.CachedModel;
import dev.firstword.core.routing.caching.TokenPricing;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Runs turns through the product's own prompt caching, in virtual time, with models that cache. */
final class CachedWorkload {

  private static final int TURNS = 1_000;
  private static final int MAX_TOKENS = 1_024;
  private static final int HISTORY_TOKENS = 16_000;

  private static final int CONVERSATIONS = 80;

  private static final double MEAN_TURNS = 12;
  private static final double MINUTE_MS = 60_000;

  /** The share of turns routed to the fast model, and the share of turns with excerpts. */
  private static final double HALF = 0.5;

  private final VirtualEventLoop loop = new VirtualEventLoop();
  private final CacheTotals totals = new CacheTotals();
  private final RandomGenerator random;
  private final CacheScope scope;
  private final PromptCaching caching;
  private final ModelProvider best;
  private final ModelProvider fast;

  CachedWorkload(int seed, boolean keepWarm) {
    random = new SplittableRandom(seed);
    scope = new CacheScope("tenant", "chat", EnumSet.allOf(CacheTtl.class), keepWarm);
    caching =
        new PromptCaching(
            Map.of(
                HttpWorkload.BEST,
                cachedModel(HttpWorkload.BEST),
                HttpWorkload.FAST,
                cachedModel(HttpWorkload.FAST)),
            () -> loop,
            CachingModel.clock(loop));
    best = caching.wrap(new CachingModel(HttpWorkload.BEST, loop, totals));
    fast = caching.wrap(new CachingModel(HttpWorkload.FAST, loop, totals));
  }

  private static CachedModel cachedModel(String model) {
    return new CachedModel(
        CacheRules.of(Mode.EXPLICIT, model), TokenPricing.withExplicitCaching(5, 25));
  }

  /** Runs turns in separate conversations. */
  CacheTotals runOnePerMinute() {
    for (long atMs : ArrivalPattern.DENSE.sample(TURNS, random)) {
      scheduleAt(
          atMs, () -> ask(best, new PromptBuilder(PromptCacheScenario.INSTRUCTIONS, "One?", 0)));
    }
    return run();
  }

  /**
   * Runs concurrent conversations with a mean of one minute between turns. Either of two models
   * answers, and half of the questions have excerpts.
   */
  CacheTotals runConversations() {
    double beginsMs = 0;
    for (int i = 0; i < CONVERSATIONS; i++) {
      beginsMs += 2 * MINUTE_MS * random.nextExponential();
      double atMs = beginsMs;
      Conversation conversation = new Conversation(i);
      int turns = 1 + (int) (MEAN_TURNS * random.nextExponential());
      for (int turn = 0; turn < turns; turn++) {
        scheduleAt(Math.round(atMs), conversation::nextTurn);
        atMs += MINUTE_MS * random.nextExponential();
      }
    }
    return run();
  }

  private void scheduleAt(long atMs, Runnable turn) {
    var _ = loop.schedule(Duration.ofMillis(atMs), turn);
  }

  private CacheTotals run() {
    loop.run();
    caching.close();
    return totals;
  }

  private void ask(ModelProvider model, PromptBuilder builder) {
    Prompt prompt = builder.withScope(scope).build();
    CallTracker tracker = model.track(new ModelRequest(model.name(), prompt, MAX_TOKENS, null));
    var _ = model.open(tracker.request(), new TrackingListener(tracker));
  }

  /** A conversation of one user, with messages of realistic lengths. */
  private final class Conversation {
    private final int number;
    private final List<String> messages = new ArrayList<>();

    private Conversation(int number) {
      this.number = number;
    }

    private void nextTurn() {
      String question = "Question " + messages.size() + " of " + number + "? " + words(30);
      List<Excerpt> found =
          random.nextDouble() < HALF
              ? List.of()
              : List.of(new Excerpt("Title", "", "", words(1_500) + random.nextInt()));
      PromptBuilder builder =
          new PromptBuilder(PromptCacheScenario.INSTRUCTIONS, question, found, HISTORY_TOKENS);
      for (int i = messages.size() - 1; i >= 0; i--) {
        Role role = i % 2 == 0 ? Role.USER : Role.ASSISTANT;
        if (!builder.addOlder(role, messages.get(i), i + 1)) {
          break;
        }
      }
      ask(random.nextDouble() < HALF ? fast : best, builder);
      messages.add(question);
      messages.add("Answer " + messages.size() + ". " + words(100 + random.nextInt(600)));
    }
  }

  /** Returns a text of about the given number of tokens. */
  private static String words(int tokens) {
    return "four".repeat(tokens);
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
