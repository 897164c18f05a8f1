package dev.firstword.simulator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.ManualClock;
import dev.firstword.simulator.prompt.CacheTtl;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.PromptBlock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests caching at explicit breakpoints, as documented by Anthropic. */
class PromptCacheTest {
  private static final String SONNET = "claude-sonnet-4-6";

  private final ManualClock clock = new ManualClock();
  private final PromptCache cache = new PromptCache(clock);

  @Test
  void theFirstLookupWritesAndTheSecondReads() {
    CacheUsage first = lookUp(breakpoint("instructions", 2_000), block("question", 10));
    CacheUsage second = lookUp(breakpoint("instructions", 2_000), block("another", 20));

    assertThat(first).isEqualTo(new CacheUsage(10, 2_000, 0, 0));
    assertThat(second).isEqualTo(new CacheUsage(20, 0, 0, 2_000));
  }

  @Test
  void nothingIsWrittenWithoutABreakpoint() {
    lookUp(block("instructions", 2_000), block("question", 10));

    assertThat(lookUp(block("instructions", 2_000), block("question", 10)))
        .isEqualTo(new CacheUsage(2_010, 0, 0, 0));
  }

  @Test
  void aPrefixIsReadOnlyFromABreakpoint() {
    lookUp(breakpoint("instructions", 2_000));

    assertThat(lookUp(block("instructions", 2_000)).read()).isZero();
  }

  @Test
  void aWriteIsReadableOnlyOnceTheResponseHasStarted() {
    List<PromptBlock> prompt = List.of(breakpoint("instructions", 2_000));
    CacheLookup first = cache.lookUp(SONNET, new CacheablePrompt.Explicit(prompt));

    assertThat(cache.lookUp(SONNET, new CacheablePrompt.Explicit(prompt)).usage().read()).isZero();

    cache.commit(first);

    assertThat(cache.lookUp(SONNET, new CacheablePrompt.Explicit(prompt)).usage().read())
        .isEqualTo(2_000);
  }

  @Test
  void anEntryExpiresFiveMinutesAfterTheRequestStarted() {
    lookUp(breakpoint("instructions", 2_000));

    clock.advance(Duration.ofMinutes(5));

    assertThat(lookUp(breakpoint("instructions", 2_000)).read()).isZero();
  }

  @Test
  void theTtlCountsFromTheRequestNotTheResponse() {
    CacheLookup lookup =
        cache.lookUp(
            SONNET, new CacheablePrompt.Explicit(List.of(breakpoint("instructions", 2_000))));
    clock.advance(Duration.ofMinutes(1));
    cache.commit(lookup);

    clock.advance(Duration.ofMinutes(4));

    assertThat(lookUp(breakpoint("instructions", 2_000)).read()).isZero();
  }

  @Test
  void aReadRenewsTheTtl() {
    lookUp(breakpoint("instructions", 2_000));
    clock.advance(Duration.ofMinutes(4));
    CacheUsage renewing = lookUp(breakpoint("instructions", 2_000));
    clock.advance(Duration.ofMinutes(4));

    assertThat(renewing.written()).isZero();
    assertThat(lookUp(breakpoint("instructions", 2_000)).read()).isEqualTo(2_000);
  }

  @Test
  void aReadRenewsTheShorterPrefixesItContains() {
    lookUp(breakpoint("system", 2_000), breakpoint("history", 1_000));
    clock.advance(Duration.ofMinutes(4));
    lookUp(block("system", 2_000), breakpoint("history", 1_000));
    clock.advance(Duration.ofMinutes(4));

    assertThat(lookUp(breakpoint("system", 2_000)).read()).isEqualTo(2_000);
  }

  @Test
  void aOneHourEntryLastsAnHour() {
    CacheUsage usage = lookUp(breakpoint("instructions", 2_000, CacheTtl.ONE_HOUR));
    clock.advance(Duration.ofMinutes(59));

    assertThat(usage).isEqualTo(new CacheUsage(0, 0, 2_000, 0));
    assertThat(lookUp(breakpoint("instructions", 2_000, CacheTtl.ONE_HOUR)).read())
        .isEqualTo(2_000);
  }

  @Test
  void eachTtlIsCountedSeparately() {
    CacheUsage usage =
        lookUp(
            breakpoint("tools", 1_500, CacheTtl.ONE_HOUR),
            breakpoint("history", 700),
            block("question", 30));

    assertThat(usage).isEqualTo(new CacheUsage(30, 700, 1_500, 0));
  }

  @Test
  void tokensAfterAReadAreWritten() {
    lookUp(breakpoint("instructions", 2_000), block("first", 50));

    CacheUsage usage =
        lookUp(block("instructions", 2_000), block("first", 50), breakpoint("second", 100));

    assertThat(usage).isEqualTo(new CacheUsage(0, 150, 0, 2_000));
  }

  @ParameterizedTest
  @CsvSource({"18, 2000", "19, 0"})
  void aReadLooksBackTwentyPositionsIncludingTheBreakpoint(int blocksBetween, int read) {
    lookUp(breakpoint("instructions", 2_000));
    List<PromptBlock> prompt = new ArrayList<>(List.of(block("instructions", 2_000)));
    for (int index = 0; index < blocksBetween; index++) {
      prompt.add(block("message " + index, 5));
    }
    prompt.add(breakpoint("last", 5));

    assertThat(lookUp(prompt.toArray(PromptBlock[]::new)).read()).isEqualTo(read);
  }

  @Test
  void aSecondBreakpointReachesBeyondTheLookbackOfTheLast() {
    lookUp(breakpoint("instructions", 2_000));
    List<PromptBlock> prompt = new ArrayList<>(List.of(breakpoint("instructions", 2_000)));
    for (int index = 0; index < 40; index++) {
      prompt.add(block("message " + index, 5));
    }
    prompt.add(breakpoint("last", 5));

    assertThat(lookUp(prompt.toArray(PromptBlock[]::new)))
        .isEqualTo(new CacheUsage(0, 205, 0, 2_000));
  }

  @ParameterizedTest
  @CsvSource({
    "claude-opus-5, 512",
    "claude-sonnet-4-5, 1024",
    "claude-sonnet-4-6, 1024",
    "claude-sonnet-5, 1024",
    "claude-opus-4-1, 1024",
    "claude-opus-4-8, 1024",
    "claude-opus-4-7, 2048",
    "claude-opus-4-5, 4096",
    "claude-opus-4-6, 4096",
    "claude-haiku-4-5-20251001, 4096"
  })
  void prefixesBelowTheModelsMinimumAreSilentlyNotCached(String model, int minimum) {
    assertThat(lookUp(model, breakpoint("short", minimum - 1)))
        .isEqualTo(new CacheUsage(minimum - 1, 0, 0, 0));
    assertThat(lookUp(model, breakpoint("enough", minimum)))
        .isEqualTo(new CacheUsage(0, minimum, 0, 0));
  }

  @Test
  void theMinimumAppliesToThePrefixNotTheBlock() {
    CacheUsage usage = lookUp(block("tools", 1_000), breakpoint("system", 100));

    assertThat(usage).isEqualTo(new CacheUsage(0, 1_100, 0, 0));
  }

  @Test
  void aChangeBeforeTheBreakpointMisses() {
    lookUp(block("tools", 500), breakpoint("system", 2_000));

    assertThat(lookUp(block("other tools", 500), breakpoint("system", 2_000)).read()).isZero();
  }

  @Test
  void modelsDoNotShareEntries() {
    lookUp("claude-sonnet-4-6", breakpoint("instructions", 2_000));

    assertThat(lookUp("claude-sonnet-5", breakpoint("instructions", 2_000)).read()).isZero();
  }

  @Test
  void clearRemovesEverything() {
    lookUp(breakpoint("instructions", 2_000));

    cache.clear();

    assertThat(lookUp(breakpoint("instructions", 2_000)).read()).isZero();
  }

  @Test
  void theLeastRecentlyUsedEntryIsEvictedWhenFull() {
    PromptCache small = new PromptCache(clock, 3);
    for (int index = 0; index < 10; index++) {
      small.commit(
          small.lookUp(
              SONNET, new CacheablePrompt.Explicit(List.of(breakpoint("prompt " + index, 2_000)))));
    }

    assertThat(small.size()).isEqualTo(3);
  }

  private CacheUsage lookUp(PromptBlock... blocks) {
    return lookUp(SONNET, blocks);
  }

  private CacheUsage lookUp(String model, PromptBlock... blocks) {
    CacheLookup lookup = cache.lookUp(model, new CacheablePrompt.Explicit(List.of(blocks)));
    cache.commit(lookup);
    return lookup.usage();
  }

  private static PromptBlock block(String content, int tokens) {
    return new PromptBlock(content, tokens);
  }

  private static PromptBlock breakpoint(String content, int tokens) {
    return breakpoint(content, tokens, CacheTtl.FIVE_MINUTES);
  }

  private static PromptBlock breakpoint(String content, int tokens, CacheTtl ttl) {
    return new PromptBlock(content, tokens, Optional.of(ttl));
  }
}
