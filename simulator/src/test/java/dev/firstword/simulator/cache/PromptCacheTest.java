package dev.firstword.simulator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.ManualClock;
import dev.firstword.simulator.prompt.CacheLife;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.PromptBlock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Caching at marks, as Anthropic documents it. */
class PromptCacheTest {
  private static final String SONNET = "claude-sonnet-4-6";

  private final ManualClock clock = new ManualClock();
  private final PromptCache cache = new PromptCache(clock);

  @Test
  void theFirstVisitWritesAndTheSecondReads() {
    CacheUsage first = visit(marked("instructions", 2_000), plain("question", 10));
    CacheUsage second = visit(marked("instructions", 2_000), plain("another", 20));

    assertThat(first).isEqualTo(new CacheUsage(10, 2_000, 0, 0));
    assertThat(second).isEqualTo(new CacheUsage(20, 0, 0, 2_000));
  }

  @Test
  void nothingIsWrittenWithoutAMark() {
    visit(plain("instructions", 2_000), plain("question", 10));

    assertThat(visit(plain("instructions", 2_000), plain("question", 10)))
        .isEqualTo(new CacheUsage(2_010, 0, 0, 0));
  }

  @Test
  void aMarkedPrefixIsReadOnlyFromAMark() {
    visit(marked("instructions", 2_000));

    assertThat(visit(plain("instructions", 2_000)).read()).isZero();
  }

  @Test
  void whatIsWrittenCanBeReadOnlyOnceTheResponseHasBegun() {
    List<PromptBlock> prompt = List.of(marked("instructions", 2_000));
    CacheVisit first = cache.visit(SONNET, new CacheablePrompt.Marked(prompt));

    assertThat(cache.visit(SONNET, new CacheablePrompt.Marked(prompt)).usage().read()).isZero();

    cache.begun(first);

    assertThat(cache.visit(SONNET, new CacheablePrompt.Marked(prompt)).usage().read())
        .isEqualTo(2_000);
  }

  @Test
  void fiveMinutesAfterTheRequestsStartItIsForgotten() {
    visit(marked("instructions", 2_000));

    clock.advance(Duration.ofMinutes(5));

    assertThat(visit(marked("instructions", 2_000)).read()).isZero();
  }

  @Test
  void theLifeCountsFromTheStartNotFromTheResponse() {
    CacheVisit visit =
        cache.visit(SONNET, new CacheablePrompt.Marked(List.of(marked("instructions", 2_000))));
    clock.advance(Duration.ofMinutes(1));
    cache.begun(visit);

    clock.advance(Duration.ofMinutes(4));

    assertThat(visit(marked("instructions", 2_000)).read()).isZero();
  }

  @Test
  void aReadRenewsItForFree() {
    visit(marked("instructions", 2_000));
    clock.advance(Duration.ofMinutes(4));
    CacheUsage renewing = visit(marked("instructions", 2_000));
    clock.advance(Duration.ofMinutes(4));

    assertThat(renewing.written()).isZero();
    assertThat(visit(marked("instructions", 2_000)).read()).isEqualTo(2_000);
  }

  @Test
  void aReadOfALongerPrefixRenewsTheShorterOnesInIt() {
    visit(marked("system", 2_000), marked("history", 1_000));
    clock.advance(Duration.ofMinutes(4));
    visit(plain("system", 2_000), marked("history", 1_000));
    clock.advance(Duration.ofMinutes(4));

    assertThat(visit(marked("system", 2_000)).read()).isEqualTo(2_000);
  }

  @Test
  void anHourLastsAnHour() {
    CacheUsage usage = visit(marked("instructions", 2_000, CacheLife.ONE_HOUR));
    clock.advance(Duration.ofMinutes(59));

    assertThat(usage).isEqualTo(new CacheUsage(0, 0, 2_000, 0));
    assertThat(visit(marked("instructions", 2_000, CacheLife.ONE_HOUR)).read()).isEqualTo(2_000);
  }

  @Test
  void eachLifeIsCountedByItself() {
    CacheUsage usage =
        visit(
            marked("tools", 1_500, CacheLife.ONE_HOUR),
            marked("history", 700),
            plain("question", 30));

    assertThat(usage).isEqualTo(new CacheUsage(30, 700, 1_500, 0));
  }

  @Test
  void whatComesAfterAReadIsWritten() {
    visit(marked("instructions", 2_000), plain("first", 50));

    CacheUsage usage =
        visit(plain("instructions", 2_000), plain("first", 50), marked("second", 100));

    assertThat(usage).isEqualTo(new CacheUsage(0, 150, 0, 2_000));
  }

  @ParameterizedTest
  @CsvSource({"18, 2000", "19, 0"})
  void aReadLooksTwentyPositionsBackCountingTheMarksOwn(int blocksBetween, int read) {
    visit(marked("instructions", 2_000));
    List<PromptBlock> prompt = new ArrayList<>(List.of(plain("instructions", 2_000)));
    for (int index = 0; index < blocksBetween; index++) {
      prompt.add(plain("message " + index, 5));
    }
    prompt.add(marked("last", 5));

    assertThat(visit(prompt.toArray(PromptBlock[]::new)).read()).isEqualTo(read);
  }

  @Test
  void aSecondMarkNearTheBeginningReachesWhatTheLastOneCannot() {
    visit(marked("instructions", 2_000));
    List<PromptBlock> prompt = new ArrayList<>(List.of(marked("instructions", 2_000)));
    for (int index = 0; index < 40; index++) {
      prompt.add(plain("message " + index, 5));
    }
    prompt.add(marked("last", 5));

    assertThat(visit(prompt.toArray(PromptBlock[]::new)))
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
  void belowTheModelsMinimumNothingIsCachedAndNothingSaysSo(String model, int minimum) {
    assertThat(visit(model, marked("short", minimum - 1)))
        .isEqualTo(new CacheUsage(minimum - 1, 0, 0, 0));
    assertThat(visit(model, marked("enough", minimum))).isEqualTo(new CacheUsage(0, minimum, 0, 0));
  }

  @Test
  void theMinimumCountsTheWholePrefixNotTheBlock() {
    CacheUsage usage = visit(plain("tools", 1_000), marked("system", 100));

    assertThat(usage).isEqualTo(new CacheUsage(0, 1_100, 0, 0));
  }

  @Test
  void aChangeAnywhereBeforeTheMarkMisses() {
    visit(plain("tools", 500), marked("system", 2_000));

    assertThat(visit(plain("other tools", 500), marked("system", 2_000)).read()).isZero();
  }

  @Test
  void oneModelsPrefixIsUnknownToAnother() {
    visit("claude-sonnet-4-6", marked("instructions", 2_000));

    assertThat(visit("claude-sonnet-5", marked("instructions", 2_000)).read()).isZero();
  }

  @Test
  void clearingForgetsAll() {
    visit(marked("instructions", 2_000));

    cache.clear();

    assertThat(visit(marked("instructions", 2_000)).read()).isZero();
  }

  @Test
  void theLeastRecentlyUsedGoWhenItIsFull() {
    PromptCache small = new PromptCache(clock, 3);
    for (int index = 0; index < 10; index++) {
      small.begun(
          small.visit(
              SONNET, new CacheablePrompt.Marked(List.of(marked("prompt " + index, 2_000)))));
    }

    assertThat(small.size()).isEqualTo(3);
  }

  private CacheUsage visit(PromptBlock... blocks) {
    return visit(SONNET, blocks);
  }

  private CacheUsage visit(String model, PromptBlock... blocks) {
    CacheVisit visit = cache.visit(model, new CacheablePrompt.Marked(List.of(blocks)));
    cache.begun(visit);
    return visit.usage();
  }

  private static PromptBlock plain(String content, int tokens) {
    return new PromptBlock(content, tokens);
  }

  private static PromptBlock marked(String content, int tokens) {
    return marked(content, tokens, CacheLife.FIVE_MINUTES);
  }

  private static PromptBlock marked(String content, int tokens, CacheLife life) {
    return new PromptBlock(content, tokens, Optional.of(life));
  }
}
