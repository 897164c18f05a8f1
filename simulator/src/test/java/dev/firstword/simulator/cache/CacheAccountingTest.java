package dev.firstword.simulator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.ManualClock;
import dev.firstword.simulator.prompt.CacheTtl;
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
      CacheLookup lookup = cache.lookUp(MODEL, new CacheablePrompt.Explicit(prompt));
      cache.commit(lookup);

      int tokens = prompt.stream().mapToInt(PromptBlock::tokens).sum();
      assertThat(lookup.usage().total()).isEqualTo(tokens);
    }
  }

  @Property
  void writtenOrReadTokensAreReadTheNextTime(@ForAll("prompt") List<PromptBlock> prompt) {
    CacheLookup first = cache.lookUp(MODEL, new CacheablePrompt.Explicit(prompt));
    cache.commit(first);

    CacheUsage second = cache.lookUp(MODEL, new CacheablePrompt.Explicit(prompt)).usage();

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
            Arbitraries.of(CacheTtl.values()).optional(0.3))
        .as(PromptBlock::new)
        .list()
        .ofMaxSize(30);
  }
}
