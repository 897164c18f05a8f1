package dev.firstword.simulator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.ManualClock;
import dev.firstword.simulator.prompt.CacheLife;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.PromptBlock;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CacheAccountingTest {
  private static final String MODEL = "claude-sonnet-4-6";

  private final PromptCache cache = new PromptCache(new ManualClock());

  @Property
  void everyTokenIsCountedOnce(@ForAll("prompts") List<List<PromptBlock>> prompts) {
    for (List<PromptBlock> prompt : prompts) {
      CacheVisit visit = cache.visit(MODEL, new CacheablePrompt.Marked(prompt));
      cache.begun(visit);

      int tokens = prompt.stream().mapToInt(PromptBlock::tokens).sum();
      assertThat(visit.usage().total()).isEqualTo(tokens);
    }
  }

  @Property
  void whatWasWrittenOrReadIsReadTheNextTime(@ForAll("prompt") List<PromptBlock> prompt) {
    CacheVisit first = cache.visit(MODEL, new CacheablePrompt.Marked(prompt));
    cache.begun(first);

    CacheUsage second = cache.visit(MODEL, new CacheablePrompt.Marked(prompt)).usage();

    assertThat(second.read()).isEqualTo(first.usage().read() + first.usage().written());
    assertThat(second.written()).isZero();
  }

  @Provide
  Arbitrary<List<List<PromptBlock>>> prompts() {
    return prompt().list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<PromptBlock>> prompt() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "c"),
            Arbitraries.integers().between(0, 900),
            Arbitraries.of(CacheLife.values()).optional(0.3))
        .as(PromptBlock::new)
        .list()
        .ofMaxSize(30);
  }
}
