package dev.firstword.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.prompt.CacheRules.Way;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.protocol.Usage;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.cache.CacheVisit;
import dev.firstword.simulator.cache.PromptCache;
import dev.firstword.simulator.prompt.CacheablePrompt.Marked;
import dev.firstword.simulator.prompt.PromptBlock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger believes of a provider's cache, held against the simulator's own, which shares no
 * code with it: conversations of several lengths, models and lives, with time going by.
 */
final class CacheLedgerOracleTest {

  /** A thousand tokens at the least; 1,024 and 4,096. */
  private static final List<String> MODELS = List.of("claude-sonnet-4-6", "claude-opus-4-6");

  private static final int CONVERSATIONS = 3;

  /**
   * One turn.
   *
   * @param afterSeconds since the one before
   * @param messages that the conversation has grown by since its own last turn
   * @param begins whether its response ever begins
   * @param counted whether the provider's counts are heard
   */
  record Step(
      int afterSeconds,
      int conversation,
      int model,
      int messages,
      CacheLife life,
      boolean excerpts,
      boolean begins,
      boolean counted) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0, 120)),
                Tuple.of(2, Arbitraries.of(299, 300, 301)),
                Tuple.of(1, Arbitraries.integers().between(1_000, 8_000))),
            Arbitraries.integers().between(0, CONVERSATIONS - 1),
            Arbitraries.integers().between(0, MODELS.size() - 1),
            Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.integers().between(0, 4)),
                Tuple.of(1, Arbitraries.integers().between(5, 50))),
            Arbitraries.of(CacheLife.class),
            Arbitraries.of(true, false),
            Arbitraries.frequency(Tuple.of(8, true), Tuple.of(1, false)),
            Arbitraries.of(true, false))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 500)
  void believesWhatTheProviderHas(@ForAll("steps") List<Step> steps) {
    World world = new World();

    for (Step step : steps) {
      world.take(step);
    }
  }

  /** Both caches, at one time. */
  private static final class World {
    private long nowMs;
    private final CacheLedger ledger =
        new CacheLedger(
            MODELS.stream()
                .collect(
                    Collectors.toMap(model -> model, model -> CacheRules.of(Way.MARKED, model))),
            () -> Instant.ofEpochMilli(nowMs));
    private final PromptCache provider = new PromptCache(() -> Instant.ofEpochMilli(nowMs));
    private final List<List<PromptMessage>> conversations =
        Stream.<List<PromptMessage>>generate(ArrayList::new).limit(CONVERSATIONS).toList();

    void take(Step step) {
      nowMs += step.afterSeconds * 1_000L;
      List<PromptMessage> history = conversations.get(step.conversation);
      for (int i = 0; i < step.messages; i++) {
        Role role = history.size() % 2 == 0 ? Role.USER : Role.ASSISTANT;
        history.add(
            new PromptMessage(role, step.conversation + "." + history.size() + "x".repeat(400)));
      }
      String model = MODELS.get(step.model);
      Prompt prompt = prompt(step, history);

      CachePlan plan = ledger.plan(model, prompt, step.life);
      assertThat(plan.marks()).hasSizeLessThanOrEqualTo(4);
      CacheLedger.Visit believed = ledger.visit(model, prompt, plan);
      CacheVisit had = provider.visit(model, new Marked(blocks(prompt, plan)));

      CacheUsage usage = had.usage();
      assertThat(believed.cachedTokens()).isEqualTo(usage.read());
      if (step.begins) {
        believed.begun();
        provider.begun(had);
        if (step.counted) {
          believed.counted(new Usage(usage.uncached(), 1, usage.written(), usage.read()));
        }
      }
    }

    /** Two conversations have the same instructions; those of the third are too short for one. */
    private static Prompt prompt(Step step, List<PromptMessage> history) {
      String system = step.conversation < 2 ? "long ".repeat(4_000) : "short ".repeat(800);
      List<PromptMessage> messages = new ArrayList<>(history);
      String question = step.excerpts ? "Excerpts" + step.hashCode() : "Well?";
      messages.add(new PromptMessage(Role.USER, question));
      return new Prompt(
          system,
          messages,
          history.size(),
          new CacheScope("tenant", "chat", EnumSet.allOf(CacheLife.class), false));
    }

    private static List<PromptBlock> blocks(Prompt prompt, CachePlan plan) {
      List<PromptBlock> blocks = new ArrayList<>();
      blocks.add(block("system", prompt.system(), plan.lifeAt(0)));
      for (PromptMessage message : prompt.messages()) {
        blocks.add(block(message.role().name(), message.text(), plan.lifeAt(blocks.size())));
      }
      return blocks;
    }

    private static PromptBlock block(String part, String text, @Nullable CacheLife life) {
      return new PromptBlock(
          part + text,
          PromptBuilder.estimateTokens(text),
          Optional.ofNullable(life)
              .flatMap(known -> dev.firstword.simulator.prompt.CacheLife.of(known.wireName())));
    }
  }
}
