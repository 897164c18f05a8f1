package dev.firstword.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.prompt.CacheLedger.Visit;
import dev.firstword.prompt.CacheRules.Way;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.protocol.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class CacheLedgerTest {

  private static final String MODEL = "some-model";
  private static final String OTHER = "other-model";
  private static final String SYSTEM = "word ".repeat(8_000); // 10,000 tokens.

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final CacheLedger ledger =
      new CacheLedger(
          Map.of(MODEL, new CacheRules(Way.MARKED, 1024), OTHER, new CacheRules(Way.MARKED, 1024)),
          now::get);

  @Test
  void knowsNothingBeforeAnythingWasSent() {
    assertThat(ledger.uncachedTokens(MODEL, question("One?"))).isEqualTo(10_001);
  }

  @Test
  void hasAPrefixAtHandOnceAResponseHasBegun() {
    Visit visit = send(question("One?"));
    assertThat(ledger.uncachedTokens(MODEL, question("Two?"))).isEqualTo(10_001);

    visit.begun();

    assertThat(ledger.uncachedTokens(MODEL, question("Two?"))).isEqualTo(1);
  }

  @Test
  void keepsEachModelsPrefixesApart() {
    send(question("One?")).begun();

    assertThat(ledger.uncachedTokens(OTHER, question("One?"))).isEqualTo(10_001);
  }

  @Test
  void forgetsFiveMinutesAfterTheRequestThatUsedItLast() {
    send(question("One?")).begun();
    pass(Duration.ofMinutes(4));
    send(question("Two?"));

    pass(Duration.ofMinutes(4));
    assertThat(ledger.uncachedTokens(MODEL, question("Three?"))).isEqualTo(2);

    pass(Duration.ofMinutes(1));
    assertThat(ledger.uncachedTokens(MODEL, question("Three?"))).isEqualTo(10_002);
  }

  @Test
  void findsTheHistoryAgainThoughTheQuestionStoodWithExcerpts() {
    Prompt first = asked(List.of(new Excerpt("Title", "", "", "A passage.")), "One?");
    send(first).begun();
    PromptBuilder builder = new PromptBuilder(SYSTEM, "Two?", List.of(), 10_000);
    builder.addOlder(Role.ASSISTANT, "First.");
    builder.addOlder(Role.USER, "One?");
    Prompt second = builder.build();
    send(second).begun();

    PromptBuilder third = new PromptBuilder(SYSTEM, "Three?", List.of(), 10_000);
    third.addOlder(Role.ASSISTANT, "Second.");
    third.addOlder(Role.USER, "Two?");
    third.addOlder(Role.ASSISTANT, "First.");
    third.addOlder(Role.USER, "One?");

    assertThat(ledger.uncachedTokens(MODEL, second)).isEqualTo(1);
    assertThat(ledger.uncachedTokens(MODEL, third.build())).isEqualTo(1 + 2 + 2);
  }

  @Test
  void believesTheProviderThatHasReadNothing() {
    Visit first = send(question("One?"));
    first.begun();
    Visit second = send(question("Two?"));

    second.counted(new Usage(10_001, 5, 0, 0));

    assertThat(ledger.uncachedTokens(MODEL, question("Three?"))).isEqualTo(10_002);
  }

  @Test
  void keepsWhatTheProviderHasWrittenAnew() {
    send(question("One?")).begun();
    Visit second = send(question("Two?"));

    second.counted(new Usage(1, 5, 10_000, 0));

    assertThat(ledger.uncachedTokens(MODEL, question("Two?"))).isEqualTo(1);
  }

  private Visit send(Prompt prompt) {
    return ledger.visit(MODEL, prompt, ledger.plan(MODEL, prompt, CacheLife.FIVE_MINUTES));
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  private static Prompt asked(List<Excerpt> excerpts, String question) {
    return new PromptBuilder(SYSTEM, question, excerpts, 10_000).build();
  }

  private static Prompt question(String text) {
    return new Prompt(SYSTEM, List.of(new PromptMessage(Role.USER, text)));
  }
}
