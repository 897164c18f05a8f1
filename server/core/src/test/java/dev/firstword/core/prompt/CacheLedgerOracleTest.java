package dev.firstword.core.prompt;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.CacheRules.Mode;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.relay.event.Usage;
import dev.firstword.simulator.cache.CacheLookup;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.cache.PromptCache;
import dev.firstword.simulator.prompt.CacheablePrompt.Explicit;
import dev.firstword.simulator.prompt.PromptBlock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quicktheories.api.Pair;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.Generate;

/**
 * Compares the ledger's view of a provider's cache with the simulator's implementation, which
 * shares no code with it, over conversations of several lengths, models and TTLs, as time advances.
 */
final class CacheLedgerOracleTest {

  /** With caching minimums of 1,024 and 4,096 tokens. */
  private static final List<String> MODELS = List.of("claude-sonnet-4-6", "claude-opus-4-6");

  private static final int CONVERSATIONS = 3;

  /**
   * One turn.
   *
   * @param afterSeconds since the previous turn
   * @param messages how many messages the conversation has grown by since its last turn
   * @param hasResponse whether its response ever starts
   * @param isCounted whether the provider's usage is received
   */
  record Step(
      int afterSeconds,
      int conversation,
      int model,
      int messages,
      CacheTtl ttl,
      boolean excerpts,
      boolean hasResponse,
      boolean isCounted) {}

  private static Gen<Step> steps() {
    Gen<Integer> pauses =
        Generate.frequency(
            Pair.of(6, integers(0, 120)),
            Pair.of(2, of(299, 300, 301)),
            Pair.of(1, integers(1_000, 8_000)));
    Gen<Integer> conversations = integers(0, CONVERSATIONS - 1);
    Gen<Integer> models = integers(0, MODELS.size() - 1);
    Gen<Integer> growth =
        Generate.frequency(Pair.of(5, integers(0, 4)), Pair.of(1, integers(5, 50)));
    Gen<CacheTtl> ttls = of(CacheTtl.values());
    Gen<Boolean> either = of(true, false);
    Gen<Boolean> mostly =
        Generate.frequency(
            Pair.of(8, Generate.constant(true)), Pair.of(1, Generate.constant(false)));
    return source ->
        new Step(
            pauses.generate(source),
            conversations.generate(source),
            models.generate(source),
            growth.generate(source),
            ttls.generate(source),
            either.generate(source),
            mostly.generate(source),
            either.generate(source));
  }

  @Test
  void matchesTheProvidersCache() {
    property(500)
        .withShrinkCycles(300)
        .forAll(lists(steps(), 1, 40))
        .checkAssert(steps -> {
          BothCaches world = new BothCaches();

          for (Step step : steps) {
            world.apply(step);
          }
        });
  }

  /** Both caches, on the same clock. */
  private static final class BothCaches {
    private long nowMs;
    private final CacheLedger ledger =
        new CacheLedger(
            MODELS.stream()
                .collect(
                    Collectors.toMap(model -> model, model -> CacheRules.of(Mode.EXPLICIT, model))),
            () -> Instant.ofEpochMilli(nowMs));
    private final PromptCache provider = new PromptCache(() -> Instant.ofEpochMilli(nowMs));
    private final List<List<PromptMessage>> conversations =
        Stream.<List<PromptMessage>>generate(ArrayList::new).limit(CONVERSATIONS).toList();

    void apply(Step step) {
      nowMs += step.afterSeconds * 1_000L;
      List<PromptMessage> history = conversations.get(step.conversation);
      for (int i = 0; i < step.messages; i++) {
        Role role = history.size() % 2 == 0 ? Role.USER : Role.ASSISTANT;
        history.add(
            new PromptMessage(role, step.conversation + "." + history.size() + "x".repeat(400)));
      }
      String model = MODELS.get(step.model);
      Prompt prompt = prompt(step, history);

      CachePlan plan = ledger.plan(model, prompt, step.ttl);
      assertThat(plan.breakpoints()).hasSizeLessThanOrEqualTo(4);
      CacheLedger.Lookup believed = ledger.recordSend(model, prompt, plan);
      CacheLookup had = provider.lookUp(model, new Explicit(blocks(prompt, plan)));

      CacheUsage usage = had.usage();
      assertThat(believed.cachedTokens()).isEqualTo(usage.read());
      if (step.hasResponse) {
        believed.onResponseStarted();
        provider.commit(had);
        if (step.isCounted) {
          believed.onUsage(new Usage(usage.uncached(), 1, usage.written(), usage.read()));
        }
      }
    }

    /**
     * Two conversations share their instructions; those of the third are too short to be cached.
     */
    private static Prompt prompt(Step step, List<PromptMessage> history) {
      String system = step.conversation < 2 ? "long ".repeat(4_000) : "short ".repeat(800);
      List<PromptMessage> messages = new ArrayList<>(history);
      String question = step.excerpts ? "Excerpts" + step.hashCode() : "Well?";
      messages.add(new PromptMessage(Role.USER, question));
      return new Prompt(
          system,
          messages,
          history.size(),
          new CacheScope("tenant", "chat", EnumSet.allOf(CacheTtl.class), false));
    }

    private static List<PromptBlock> blocks(Prompt prompt, CachePlan plan) {
      List<PromptBlock> blocks = new ArrayList<>();
      blocks.add(block("system", prompt.system(), plan.ttlAt(0)));
      for (PromptMessage message : prompt.messages()) {
        blocks.add(block(message.role().name(), message.text(), plan.ttlAt(blocks.size())));
      }
      return blocks;
    }

    private static PromptBlock block(String part, String text, @Nullable CacheTtl ttl) {
      return new PromptBlock(
          part + text,
          PromptBuilder.estimateTokens(text),
          Optional.ofNullable(ttl)
              .flatMap(known -> dev.firstword.simulator.prompt.CacheTtl.of(known.wireName())));
    }
  }
}
