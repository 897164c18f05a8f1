package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The provider key, the system prompt, and the text of users never appear in a log, at any level.
 */
final class SecrecyTest {

  private static final String USER_TEXT = "canary-of-the-users-text";
  private static final String[] CANARIES = {
    ServerFixture.PROVIDER_KEY, "canary-of-the-system-prompt", USER_TEXT
  };

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  static List<FaultCase> faults() {
    return FaultCase.all();
  }

  @Test
  void logsNothingOfASuccessfulTurn() {
    try (LogCapture log = LogCapture.open()) {
      EventStream stream = client.ask(ChatCall.of("A good turn, " + USER_TEXT));
      Transcript answer = stream.awaitEnd();
      client.transcript(stream.turnId());
      client.get("/api/conversations/" + stream.conversationId());

      assertThat(answer.ending().type()).isEqualTo("done");
      assertNoCanaryIn(log, answer);
    }
  }

  @Test
  void logsNothingOfACancelledTurn() {
    try (LogCapture log = LogCapture.open()) {
      EventStream stream = client.ask(ChatCall.writing("A cancelled turn, " + USER_TEXT));
      stream.awaitText(20);
      client.cancel(stream.turnId());

      assertNoCanaryIn(log, stream.awaitEnd());
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void logsOnlyTheFailureOfAFailedTurn(FaultCase faultCase) {
    SERVER.faults(faultCase.fault());
    try (LogCapture log = LogCapture.open()) {
      EventStream stream = client.ask(faultCase.ask(faultCase + ", " + USER_TEXT));
      Transcript answer = stream.awaitEnd();

      assertThat(log.lines())
          .filteredOn(line -> line.contains(stream.turnId()))
          .anySatisfy(line -> assertThat(line).contains(faultCase.code()));
      assertThat(log.alarms()).isEmpty();
      assertNoCanaryIn(log, answer);
      assertThat(answer.ending().raw()).doesNotContain(CANARIES);
    }
  }

  @Test
  void logsNothingOfARejectedRequest() {
    try (LogCapture log = LogCapture.open()) {
      Reply wrongProfile = client.refused(ChatCall.of(USER_TEXT).profile("none"));
      Reply wrongField = client.refused(ChatCall.of(USER_TEXT).with("priority", "now"));

      assertThat(wrongProfile.body() + wrongField.body()).doesNotContain(CANARIES);
      assertThat(log.lines()).noneMatch(SecrecyTest::containsACanary);
    }
  }

  @Test
  void logsNothingOfMalformedModelOutput() {
    SERVER.faults(Fault.always(FaultKind.MALFORMED).afterTokens(5));
    try (LogCapture log = LogCapture.open()) {
      Transcript answer = client.answer(ChatCall.faltering("What did it say, " + USER_TEXT));

      String firstWords = answer.text().strip();
      assertThat(firstWords).hasSizeGreaterThan(5);
      assertThat(log.lines()).noneMatch(line -> line.contains(firstWords));
    }
  }

  @Test
  void detectsACanary() {
    try (LogCapture log = LogCapture.open()) {
      org.slf4j.LoggerFactory.getLogger("dev.firstword.http").trace("seen: {}", USER_TEXT);

      assertThat(log.lines()).anyMatch(SecrecyTest::containsACanary);
    }
  }

  private static void assertNoCanaryIn(LogCapture log, Transcript answer) {
    assertThat(log.lines()).noneMatch(SecrecyTest::containsACanary);
    assertThat(answer.raw()).doesNotContain(CANARIES[0], CANARIES[1]);
  }

  private static boolean containsACanary(String line) {
    return List.of(CANARIES).stream().anyMatch(line::contains);
  }
}
