package dev.firstword.routing.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstword.loop.ManualLoop;
import dev.firstword.prompt.CacheLife;
import dev.firstword.prompt.CachePlan;
import dev.firstword.prompt.CacheRules;
import dev.firstword.prompt.CacheRules.Way;
import dev.firstword.prompt.CacheScope;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCall;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ModelProvider;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.routing.caching.CacheMistakes.Outcome;
import dev.firstword.routing.caching.CacheMistakes.Seen;
import dev.firstword.routing.caching.PromptCaching.CachedModel;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.cache.CacheVisit;
import dev.firstword.simulator.cache.PromptCache;
import dev.firstword.simulator.prompt.CacheablePrompt.Marked;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What is planted at a provider that keeps prompts as the simulator's does is named. */
final class CacheMistakesTest {

  private static final String MODEL = "claude-sonnet-4-6"; // Keeps 1,024 tokens and more.
  private static final String INSTRUCTIONS = "word ".repeat(2_000);

  private final ManualLoop loop = new ManualLoop();
  private final InstantSource clock = () -> Instant.ofEpochMilli(loop.nanoTime() / 1_000_000);
  private final PromptCache kept = new PromptCache(clock);
  private final PromptCaching caching =
      new PromptCaching(
          Map.of(MODEL, new CachedModel(CacheRules.of(Way.MARKED, MODEL), Tariff.marked(3, 15))),
          () -> loop,
          clock);
  private final ModelProvider provider = caching.around(new Keeping());

  @Test
  void seesNothingWrongWhereInstructionsAreFoundAgain() {
    turns(60, Duration.ofMinutes(1), _ -> INSTRUCTIONS);

    assertThat(caching.mistakes().seen()).isEmpty();
  }

  @Test
  void saysNothingByAFewTurns() {
    turns(29, Duration.ofMinutes(1), turn -> "It is " + turn + " o'clock. " + INSTRUCTIONS);

    assertThat(caching.mistakes().seen()).isEmpty();
  }

  @Test
  void seesWhatChangesBeforeTheMarkAndWhereItBegins() {
    turns(60, Duration.ofMinutes(1), turn -> "It is " + turn + " o'clock. " + INSTRUCTIONS);

    assertThat(caching.mistakes().seen())
        .singleElement()
        .satisfies(seen -> {
          assertThat(seen.outcome()).isEqualTo(Outcome.CHANGED);
          assertThat(seen.of()).isEqualTo(new CacheAccounts.Of(MODEL, "chat"));
          assertThat(seen.share()).isCloseTo(1, within(0.01));
          assertThat(seen.sameCharacters()).isEqualTo("It is 5".length()); // 58, then 59.
        });
  }

  @Test
  void seesThatTurnsComeTooRarely() {
    turns(40, Duration.ofMinutes(6), _ -> INSTRUCTIONS);

    assertThat(caching.mistakes().seen()).extracting(Seen::outcome).containsOnly(Outcome.EXPIRED);
  }

  @Test
  void seesInstructionsThatAreJustTooShort() {
    turns(40, Duration.ofMinutes(1), _ -> "word ".repeat(800)); // 1,000 tokens.

    assertThat(caching.mistakes().seen())
        .extracting(Seen::outcome)
        .containsOnly(Outcome.UNDER_MINIMUM);
  }

  @Test
  void expectsNothingOfInstructionsThatAreFarTooShort() {
    turns(40, Duration.ofMinutes(1), _ -> "Be brief.");

    assertThat(caching.mistakes().seen()).isEmpty();
  }

  @Test
  void seesThatAProviderForgetsBeforeItsTime() {
    turns(
        40,
        Duration.ofMinutes(1),
        _ -> {
          kept.clear();
          return INSTRUCTIONS;
        });

    assertThat(caching.mistakes().seen()).extracting(Seen::outcome).containsOnly(Outcome.MISSED);
  }

  @Test
  void forgetsAMistakeThatIsMended() {
    turns(60, Duration.ofMinutes(1), turn -> "It is " + turn + " o'clock. " + INSTRUCTIONS);

    turns(60, Duration.ofMinutes(1), _ -> INSTRUCTIONS);

    assertThat(caching.mistakes().seen()).isEmpty();
  }

  private void turns(int count, Duration apart, IntFunction<String> instructions) {
    for (int turn = 0; turn < count; turn++) {
      Prompt prompt =
          new Prompt(
              instructions.apply(turn),
              List.of(new PromptMessage(Role.USER, "Well?")),
              0,
              new CacheScope("tenant", "chat", Set.of(CacheLife.FIVE_MINUTES), false));
      var _ = provider.open(new ModelRequest(MODEL, prompt, 100, null), new Deaf());
      loop.advance(apart);
    }
  }

  /** Answers at once, and keeps what is marked. */
  private final class Keeping implements ModelProvider {

    @Override
    public String name() {
      return "keeping";
    }

    @Override
    public ModelCall open(ModelRequest request, ModelCallListener listener) {
      CacheVisit visit = kept.visit(MODEL, new Marked(List.of(instructions(request))));
      CacheUsage usage = visit.usage();
      loop.execute(() -> {
        kept.begun(visit);
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
          TokenCount.of(text),
          Optional.ofNullable(plan.lifeAt(0))
              .flatMap(life -> dev.firstword.simulator.prompt.CacheLife.of(life.wireName())));
    }
  }

  private static final class Deaf implements ModelCallListener {

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
