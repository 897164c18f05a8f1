package dev.firstword.simulator.playback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WholeAnswerTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ManualTimer timer = new ManualTimer();
  private final RecordingLine line = new RecordingLine(timer);
  private final RecordingProgress progress = new RecordingProgress();

  @Test
  void itLeavesWholeWhenItsTimeHasCome() {
    answer(Optional.empty()).start();

    timer.advance(LONG);

    assertThat(line.sent).containsExactly("answer 200 {\"a\":1}");
    assertThat(line.millis).containsExactly(300L);
    assertThat(progress.told).containsExactly("begun", "first token", "finished after 5");
  }

  @Test
  void silenceAnswersNothing() {
    answer(Optional.of(Fault.always(FaultKind.SILENCE))).start();

    timer.advance(LONG);

    assertThat(line.sent).isEmpty();
  }

  @Test
  void aCutClosesWithoutAnAnswer() {
    answer(Optional.of(Fault.always(FaultKind.CUT))).start();

    timer.advance(LONG);

    assertThat(line.sent).containsExactly("cut");
  }

  @Test
  void aCutAfterTokensLeavesHalfTheBody() {
    answer(Optional.of(Fault.always(FaultKind.CUT).afterTokens(2))).start();

    timer.advance(LONG);

    assertThat(line.sent).containsExactly("part {\"a");
    assertThat(progress.told).endsWith("failed after 0");
  }

  @Test
  void malformedMeansTheJsonDoesNotEnd() {
    answer(Optional.of(Fault.always(FaultKind.MALFORMED))).start();

    timer.advance(LONG);

    assertThat(line.sent).containsExactly("answer 200 {\"a\":1");
  }

  @Test
  void aHugeReplyIsAMegabyteOfGoodJson() {
    answer(Optional.of(Fault.always(FaultKind.HUGE_EVENT))).start();

    timer.advance(LONG);

    assertThat(line.sent.getFirst())
        .startsWith("answer 200 {\"a\":1} ")
        .hasSizeGreaterThan(1 << 20);
  }

  @Test
  void nothingIsSentToAClientThatLeft() {
    WholeAnswer answer = answer(Optional.empty());
    answer.start();
    timer.advance(Duration.ofMillis(200));

    answer.stop();
    timer.advance(LONG);

    assertThat(line.sent).isEmpty();
  }

  private WholeAnswer answer(Optional<Fault> fault) {
    long begins = Duration.ofMillis(100).toNanos();
    long sent = Duration.ofMillis(300).toNanos();
    Reply reply = new Reply(200, Map.of(), "{\"a\":1}".getBytes(UTF_8));
    return new WholeAnswer(timer, line, () -> reply, begins, sent, 5, fault, progress);
  }
}
