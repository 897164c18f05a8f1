package dev.firstword.relay.log;

import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.event.Latency;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.event.TurnEvent.Cancelled;
import dev.firstword.relay.event.TurnEvent.CancelledBy;
import dev.firstword.relay.event.TurnEvent.FullStart;
import dev.firstword.relay.event.TurnEvent.Start;
import dev.firstword.relay.event.TurnEvent.SummaryText;
import dev.firstword.relay.event.TurnEvent.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@link LogContent} returns what was written, whatever was escaped. */
final class LogContentTest {

  private static final Latency LATENCY =
      new Latency(1200, 300L, 250L, 900L, null, List.of(), List.of());

  private final TurnLog log = new TurnLog();

  @Test
  void returnsTheTextThatWasWritten() {
    property()
        .forAll(lists(texts(), 0, 20))
        .checkAssert(pieces -> {
          TurnLog written = new TurnLog();
          pieces.forEach(piece -> written.append(new Text(piece)));

          // A lone surrogate is not a character and is written as the replacement character.
          assertThat(LogContent.of(written.snapshot(false)).text())
              .isEqualTo(String.join("", pieces.stream().map(LogContentTest::wellFormed).toList()));
        });
  }

  private static String wellFormed(String text) {
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        whole.append(c).append(text.charAt(++i));
      } else {
        whole.append(Character.isSurrogate(c) ? '\uFFFD' : c);
      }
    }
    return whole.toString();
  }

  @Test
  void readsOnlyTheTextOfTheAnswer() {
    append(
        start("turn_before"),
        new SummaryText("In short"),
        new FullStart(),
        new Text("A \"word\", "),
        new Text("a line\n"),
        new Text("and \\ ünïcödé 🙂."));

    LogContent content = LogContent.of(log.snapshot(false));

    assertThat(content.text()).isEqualTo("A \"word\", a line\nand \\ ünïcödé 🙂.");
    assertThat(content.continues()).isEqualTo("turn_before");
    assertThat(content.latency()).isNull();
    assertThat(content.lastSequence()).isEqualTo(6);
  }

  @Test
  void returnsTheLastEventAndItsLatency() {
    append(start(null), new Text("Half"), new Cancelled(CancelledBy.USER, LATENCY));

    LogContent content = LogContent.of(log.snapshot(true));

    assertThat(content.continues()).isNull();
    assertThat(content.last()).isNotNull();
    assertThat(content.last().path("type").asText()).isEqualTo("cancelled");
    assertThat(content.latency()).isNotNull();
    assertThat(content.latency().path("total_ms").asLong()).isEqualTo(1200);
  }

  @Test
  void readsATextEventWithUnknownFields() {
    byte[] later =
        "id: 1\ndata: {\"type\":\"text\",\"text\":\"Hello\",\"tone\":\"kind\"}\n\n"
            .getBytes(StandardCharsets.UTF_8);
    log.appendEncoded(later, 0, later.length);

    assertThat(LogContent.of(log.snapshot(false)).text()).isEqualTo("Hello");
  }

  @Test
  void isEmptyForAnEmptyLog() {
    LogContent content = LogContent.of(log.snapshot(false));

    assertThat(content.text()).isEmpty();
    assertThat(content.last()).isNull();
  }

  private void append(TurnEvent... events) {
    for (TurnEvent event : events) {
      log.append(event);
    }
  }

  private static Start start(@Nullable String continues) {
    return new Start("turn_1", "conv_1", "msg_1", "msg_2", false, continues, List.of());
  }
}
