package dev.firstword.simulator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.ManualClock;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCounter;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutomaticPrefixCacheTest {
  private final ManualClock clock = new ManualClock();
  private final PromptCache cache = new PromptCache(clock);

  @ParameterizedTest
  @CsvSource({"1023, 0", "1024, 1024", "1151, 1024", "1152, 1152", "5000, 4992"})
  void theSamePromptIsReadInStepsOf128From1024Tokens(int tokens, int read) {
    String prompt = text(tokens);

    lookUp(prompt);

    assertThat(lookUp(prompt)).isEqualTo(new CacheUsage(tokens - read, 0, 0, read));
  }

  @Test
  void onlyTheCommonPrefixIsRead() {
    lookUp(text(2_000), "one question");

    assertThat(lookUp(text(2_000), "quite another question").read()).isEqualTo(1_920);
  }

  @Test
  void aChangeAtTheStartMissesEverything() {
    lookUp("Monday. ", text(2_000));

    assertThat(lookUp("Tuesday. ", text(2_000)).read()).isZero();
  }

  @Test
  void anEntryExpiresTenMinutesAfterItsLastUse() {
    lookUp(text(2_000));
    clock.advance(Duration.ofMinutes(9));
    lookUp(text(2_000));
    clock.advance(Duration.ofMinutes(9));
    int renewed = lookUp(text(2_000)).read();
    clock.advance(Duration.ofMinutes(10));

    assertThat(renewed).isEqualTo(1_920);
    assertThat(lookUp(text(2_000)).read()).isZero();
  }

  private CacheUsage lookUp(String... blocks) {
    CacheLookup lookup =
        cache.lookUp(
            "gpt-4o",
            new CacheablePrompt.Automatic(
                Arrays.stream(blocks)
                    .map(block -> new PromptBlock(block, TokenCounter.count(block)))
                    .toList()));
    cache.commit(lookup);
    return lookup.usage();
  }

  private static String text(int tokens) {
    return "word".repeat(tokens);
  }
}
