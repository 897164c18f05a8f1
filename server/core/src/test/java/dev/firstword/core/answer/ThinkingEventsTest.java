package dev.firstword.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.profile.AnswerPolicy.ThinkingDisplay;
import dev.firstword.core.provider.ModelActivity.ThinkingText;
import dev.firstword.core.provider.ModelActivity.ThinkingTokens;
import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.ManualEventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ThinkingEventsTest {

  private final ManualEventLoop loop = new ManualEventLoop();
  private final TurnLog log = new TurnLog();

  @Test
  void tellsThatTheModelThinksAndForHowLong() {
    ThinkingEvents events = start(ThinkingDisplay.HEADLINE);
    assertThat(events.isThinking()).isTrue();
    loop.advance(Duration.ofMillis(12_300));
    events.finish();

    assertThat(events.isThinking()).isFalse();
    assertThat(published()).containsExactly("started 0", "finished 12300");
  }

  @Test
  void tellsTheFirstHeadlineAtOnceAndLaterOnesAtMostOnceASecond() {
    ThinkingEvents events = start(ThinkingDisplay.HEADLINE);
    loop.advance(Duration.ofMillis(200));
    events.onProgress(new ThinkingText("**One**\n\n"));
    loop.advance(Duration.ofMillis(200));
    events.onProgress(new ThinkingText("**Two**\n\n"));
    loop.advance(Duration.ofMillis(900));
    events.onProgress(new ThinkingText("Some prose about it."));

    assertThat(published()).containsExactly("started 0", "progress 200 One", "progress 1300 Two");
  }

  @Test
  void sumsTheTokensOfAHiddenThought() {
    ThinkingEvents events = start(ThinkingDisplay.HEADLINE);
    for (int i = 0; i < 4; i++) {
      loop.advance(Duration.ofMillis(750));
      events.onProgress(new ThinkingTokens(50));
    }
    events.finish();

    assertThat(published())
        .containsExactly(
            "started 0",
            "progress 1500 tokens=100",
            "progress 3000 tokens=200",
            "finished 3000 tokens=200");
  }

  @Test
  void hidesWhatTheProfileDoesNotShow() {
    ThinkingEvents events = start(ThinkingDisplay.NONE);
    loop.advance(Duration.ofSeconds(2));
    events.onProgress(new ThinkingText("**A secret**\n\nThat nobody reads."));
    events.finish();

    assertThat(text()).doesNotContain("secret").doesNotContain("nobody");
    assertThat(published()).containsExactly("started 0", "finished 2000");
  }

  @Test
  void showsTheTextWhereTheProfileDoes() {
    ThinkingEvents events = start(ThinkingDisplay.FULL);
    events.onProgress(new ThinkingText("Perhaps "));
    events.onProgress(new ThinkingText("not."));
    log.publish(false);

    assertThat(text())
        .contains("{\"type\":\"thinking_text\",\"text\":\"Perhaps \"}")
        .contains("{\"type\":\"thinking_text\",\"text\":\"not.\"}");
  }

  @Test
  void boundsTheTextOfAThoughtThatNeverEnds() {
    ThinkingEvents events = start(ThinkingDisplay.FULL);
    String piece = "x".repeat(10_000);
    for (int i = 0; i < 100; i++) {
      events.onProgress(new ThinkingText(piece));
    }
    log.publish(false);

    assertThat(text().length()).isLessThan(300_000);
  }

  @Test
  void tellsThatASlowThoughtMakesProgressAgain() {
    ThinkingEvents events = start(ThinkingDisplay.HEADLINE);
    events.onProgress(new ThinkingText("**One**\n\n"));
    loop.advance(Duration.ofSeconds(30));
    events.onSlow();
    events.onProgress(new ThinkingText("More of the same."));

    assertThat(published()).containsExactly("started 0", "progress 0 One", "progress 30000 One");
  }

  @Test
  void startsAnewForEachThought() {
    ThinkingEvents events = start(ThinkingDisplay.HEADLINE);
    events.onProgress(new ThinkingText("**One**\n\n"));
    events.finish();
    loop.advance(Duration.ofSeconds(5));
    events.start(false);
    events.finish();

    assertThat(published())
        .containsExactly(
            "started 0", "progress 0 One", "finished 0 One", "started 0", "finished 0");
  }

  private ThinkingEvents start(ThinkingDisplay display) {
    ThinkingEvents events = new ThinkingEvents(display, loop, log);
    events.start(false);
    return events;
  }

  private String text() {
    log.publish(false);
    return new String(log.view().toBytes(), StandardCharsets.UTF_8);
  }

  /** Each {@code thinking} event as its state, elapsed time, headline and tokens. */
  private List<String> published() {
    log.publish(false);
    return TurnTestBase.events(log.view()).stream()
        .map(TurnTestBase::parse)
        .filter(event -> event.path("type").asText().equals("thinking"))
        .map(event ->
            event.path("state").asText()
                + " "
                + event.path("elapsed_ms").asLong()
                + (event.has("headline") ? " " + event.path("headline").asText() : "")
                + (event.has("tokens") ? " tokens=" + event.path("tokens").asLong() : ""))
        .toList();
  }
}
