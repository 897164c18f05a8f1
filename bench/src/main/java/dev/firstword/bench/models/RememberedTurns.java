package dev.firstword.bench.models;

import dev.firstword.bench.models.RememberingModel.Sums;
import dev.firstword.bench.virtual.VirtualLoop;
import dev.firstword.prompt.CacheLife;
import dev.firstword.prompt.CacheRules;
import dev.firstword.prompt.CacheRules.Way;
import dev.firstword.prompt.CacheScope;
import dev.firstword.prompt.Excerpt;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.prompt.PromptBuilder;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ModelProvider;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.routing.caching.PromptCaching;
import dev.firstword.routing.caching.PromptCaching.CachedModel;
import dev.firstword.routing.caching.Tariff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Turns through the product's own prompt caching, in virtual time, to models that remember. */
final class RememberedTurns {

  private static final int TURNS = 1_000;
  private static final int MOST_TOKENS = 1_024;
  private static final int HISTORY_TOKENS = 16_000;

  /** Of conversations. */
  private static final int COUNT = 80;

  private static final double MEAN_TURNS = 12;
  private static final double MINUTE_MS = 60_000;

  /** Of turns that the fast model gets, and of those that have excerpts with them. */
  private static final double HALF = 0.5;

  private final VirtualLoop loop = new VirtualLoop();
  private final Sums sums = new Sums();
  private final RandomGenerator random;
  private final CacheScope scope;
  private final PromptCaching caching;
  private final ModelProvider best;
  private final ModelProvider fast;

  RememberedTurns(int seed, boolean keptWarm) {
    random = new SplittableRandom(seed);
    scope = new CacheScope("tenant", "chat", EnumSet.allOf(CacheLife.class), keptWarm);
    caching =
        new PromptCaching(
            Map.of(OverHttp.BEST, cached(OverHttp.BEST), OverHttp.FAST, cached(OverHttp.FAST)),
            () -> loop,
            RememberingModel.clock(loop));
    best = caching.around(new RememberingModel(OverHttp.BEST, loop, sums));
    fast = caching.around(new RememberingModel(OverHttp.FAST, loop, sums));
  }

  private static CachedModel cached(String model) {
    return new CachedModel(CacheRules.of(Way.MARKED, model), Tariff.marked(5, 25));
  }

  /** Each in a conversation of its own. */
  Sums oneAMinute() {
    for (long atMs : Arrivals.DENSE.draw(TURNS, random)) {
      at(atMs, () -> ask(best, new PromptBuilder(CacheQuestion.INSTRUCTIONS, "One?", 0)));
    }
    return run();
  }

  /**
   * Several people's, with a minute between their turns in the mean; either of two models answers,
   * half of the questions stand with excerpts.
   */
  Sums conversations() {
    double beginsMs = 0;
    for (int i = 0; i < COUNT; i++) {
      beginsMs += 2 * MINUTE_MS * random.nextExponential();
      double atMs = beginsMs;
      Conversation conversation = new Conversation(i);
      int turns = 1 + (int) (MEAN_TURNS * random.nextExponential());
      for (int turn = 0; turn < turns; turn++) {
        at(Math.round(atMs), conversation::goOn);
        atMs += MINUTE_MS * random.nextExponential();
      }
    }
    return run();
  }

  private void at(long atMs, Runnable turn) {
    var _ = loop.schedule(Duration.ofMillis(atMs), turn);
  }

  private Sums run() {
    loop.run();
    caching.close();
    return sums;
  }

  private void ask(ModelProvider model, PromptBuilder builder) {
    Prompt prompt = builder.in(scope).build();
    var _ = model.open(new ModelRequest(model.name(), prompt, MOST_TOKENS, null), new Unheard());
  }

  /** One person's; what is asked and answered is of the length that it usually has. */
  private final class Conversation {
    private final int number;
    private final List<String> messages = new ArrayList<>();

    private Conversation(int number) {
      this.number = number;
    }

    private void goOn() {
      String question = "Question " + messages.size() + " of " + number + "? " + words(30);
      List<Excerpt> found =
          random.nextDouble() < HALF
              ? List.of()
              : List.of(new Excerpt("Title", "", "", words(1_500) + random.nextInt()));
      PromptBuilder builder =
          new PromptBuilder(CacheQuestion.INSTRUCTIONS, question, found, HISTORY_TOKENS);
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

  /** About so many tokens. */
  private static String words(int tokens) {
    return "four".repeat(tokens);
  }

  /** What is answered is of no interest here. */
  private static final class Unheard implements ModelCallListener {

    @Override
    public void onText(String text) {}

    @Override
    public void onReadComplete() {}

    @Override
    public void onEnd(FinishReason reason, Usage usage) {}

    @Override
    public void onFailure(ProviderFailure failure) {}
  }
}
