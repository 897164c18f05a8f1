package dev.firstword.simulator.cache;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.ManualClock;
import dev.firstword.simulator.prompt.CacheTtl;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.PromptBlock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

class CacheAccountingTest {
  private static final String MODEL = "claude-sonnet-4-6";

  @Test
  void everyTokenIsCountedOnce() {
    property()
        .forAll(lists(prompts(), 0, 6))
        .checkAssert(prompts -> {
          PromptCache cache = new PromptCache(new ManualClock());
          for (List<PromptBlock> prompt : prompts) {
            CacheLookup lookup = cache.lookUp(MODEL, new CacheablePrompt.Explicit(prompt));
            cache.commit(lookup);

            int tokens = prompt.stream().mapToInt(PromptBlock::tokens).sum();
            assertThat(lookup.usage().total()).isEqualTo(tokens);
          }
        });
  }

  @Test
  void writtenOrReadTokensAreReadTheNextTime() {
    property()
        .forAll(lists(prompts(), 0, 6), prompts())
        .checkAssert((earlier, prompt) -> {
          PromptCache cache = new PromptCache(new ManualClock());
          earlier.forEach(
              each -> cache.commit(cache.lookUp(MODEL, new CacheablePrompt.Explicit(each))));
          CacheLookup first = cache.lookUp(MODEL, new CacheablePrompt.Explicit(prompt));
          cache.commit(first);

          CacheUsage second = cache.lookUp(MODEL, new CacheablePrompt.Explicit(prompt)).usage();

          assertThat(second.read()).isEqualTo(first.usage().read() + first.usage().written());
          assertThat(second.written()).isZero();
        });
  }

  private static Gen<List<PromptBlock>> prompts() {
    Gen<PromptBlock> blocks =
        of("a", "b", "c")
            .zip(integers(0, 900), of(CacheTtl.values()).toOptionals(70), PromptBlock::new);
    return lists(blocks, 0, 30);
  }
}
