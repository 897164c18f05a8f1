package dev.firstword.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.CacheLedger.Lookup;
import dev.firstword.core.prompt.CacheRules.Mode;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.relay.event.Usage;
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
          Map.of(
              MODEL,
              new CacheRules(Mode.EXPLICIT, 1024),
              OTHER,
              new CacheRules(Mode.EXPLICIT, 1024)),
          now::get);

  @Test
  void startsEmpty() {
    assertThat(ledger.uncachedTokens(MODEL, question("One?"))).isEqualTo(10_001);
  }

  @Test
  void prefixIsWarmOnceTheResponseHasStarted() {
    Lookup visit = send(question("One?"));
    assertThat(ledger.uncachedTokens(MODEL, question("Two?"))).isEqualTo(10_001);

    visit.onResponseStarted();

    assertThat(ledger.uncachedTokens(MODEL, question("Two?"))).isEqualTo(1);
  }

  @Test
  void separatesModels() {
    send(question("One?")).onResponseStarted();

    assertThat(ledger.uncachedTokens(OTHER, question("One?"))).isEqualTo(10_001);
  }

  @Test
  void expiresFiveMinutesAfterTheLastUse() {
    send(question("One?")).onResponseStarted();
    advance(Duration.ofMinutes(4));
    send(question("Two?"));

    advance(Duration.ofMinutes(4));
    assertThat(ledger.uncachedTokens(MODEL, question("Three?"))).isEqualTo(2);

    advance(Duration.ofMinutes(1));
    assertThat(ledger.uncachedTokens(MODEL, question("Three?"))).isEqualTo(10_002);
  }

  @Test
  void hitsTheHistoryAlthoughTheQuestionHadExcerpts() {
    Prompt first = prompt(List.of(new Excerpt("Title", "", "", "A passage.")), "One?");
    send(first).onResponseStarted();
    PromptBuilder builder = new PromptBuilder(SYSTEM, "Two?", List.of(), 10_000);
    builder.addOlder(Role.ASSISTANT, "First.");
    builder.addOlder(Role.USER, "One?");
    Prompt second = builder.build();
    send(second).onResponseStarted();

    PromptBuilder third = new PromptBuilder(SYSTEM, "Three?", List.of(), 10_000);
    third.addOlder(Role.ASSISTANT, "Second.");
    third.addOlder(Role.USER, "Two?");
    third.addOlder(Role.ASSISTANT, "First.");
    third.addOlder(Role.USER, "One?");

    assertThat(ledger.uncachedTokens(MODEL, second)).isZero();
    assertThat(ledger.uncachedTokens(MODEL, third.build())).isEqualTo(2 + 2);
  }

  @Test
  void trustsAProviderThatReportsNoRead() {
    Lookup first = send(question("One?"));
    first.onResponseStarted();
    Lookup second = send(question("Two?"));

    second.onUsage(new Usage(10_001, 5, 0, 0));

    assertThat(ledger.uncachedTokens(MODEL, question("Three?"))).isEqualTo(10_002);
  }

  @Test
  void storesWhatTheProviderReportsAsWritten() {
    send(question("One?")).onResponseStarted();
    Lookup second = send(question("Two?"));

    second.onUsage(new Usage(1, 5, 10_000, 0));

    assertThat(ledger.uncachedTokens(MODEL, question("Two?"))).isEqualTo(1);
  }

  private Lookup send(Prompt prompt) {
    return ledger.recordSend(MODEL, prompt, ledger.plan(MODEL, prompt, CacheTtl.FIVE_MINUTES));
  }

  private void advance(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  private static Prompt prompt(List<Excerpt> excerpts, String question) {
    return new PromptBuilder(SYSTEM, question, excerpts, 10_000).build();
  }

  private static Prompt question(String text) {
    return new Prompt(SYSTEM, List.of(new PromptMessage(Role.USER, text)));
  }
}
