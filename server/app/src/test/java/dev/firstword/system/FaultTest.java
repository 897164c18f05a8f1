package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultEffect;
import dev.firstword.simulator.fault.FaultKind;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a provider does, a turn ends exactly once, with a message for the user. */
final class FaultTest {

  /** Texts of the simulator that users must never see. */
  private static final String[] PROVIDER_TEXTS = {
    "invalid x-api-key",
    "API usage limits",
    "organization",
    "Overloaded",
    "Internal server error",
    "authentication_error",
    "rate_limit_error",
    "overloaded_error",
    "api_error",
    "simulated megabyte",
    "request_id",
    "Exception"
  };

  private static final String QUESTION = "What do ten tokens say?";

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  private static String wholeAnswer = "";

  /** The random seed is reset for each test, so every answer to the question is this one. */
  @BeforeAll
  static void recordTheWholeAnswer() {
    SERVER.faults();
    wholeAnswer = SERVER.client().answer(ChatCall.faltering(QUESTION).key("whole")).text();
  }

  static List<FaultCase> faults() {
    return FaultCase.all();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void endsInOneActionableError(FaultCase faultCase) {
    SERVER.faults(faultCase.fault());

    Transcript answer = ask(faultCase, "one error").awaitEnd();

    JsonNode error = answer.ending().json();
    assertThat(answer.ending().type()).isEqualTo("error");
    assertThat(error.path("code").asText()).isEqualTo(faultCase.code());
    assertThat(error.path("action").asText()).isEqualTo(faultCase.action());
    assertThat(error.path("message").asText()).matches("[A-Z].{10,}\\.");
    assertThat(error.path("latency").path("total_ms").asLong(-1)).isNotNegative();
    assertThat(error.path("retry_after_ms").asLong(-1))
        .isEqualTo(faultCase.retryAfterMs().orElse(-1));
    assertThat(answer.raw()).doesNotContain(PROVIDER_TEXTS);
    assertThat(answer.types()).doesNotContain("stream_end", "done", "cancelled");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void keepsTheTextReceived(FaultCase faultCase) {
    SERVER.faults(faultCase.fault());

    EventStream stream =
        client.ask(faultCase.ask(QUESTION).key("kept:" + faultCase.toString().replace(' ', '-')));
    Transcript answer = stream.awaitEnd();

    assertThat(wholeAnswer).startsWith(answer.text());
    assertThat(answer.text().isEmpty()).isNotEqualTo(faultCase.hasText());
    JsonNode turn = client.turn(stream.turnId()).json();
    assertThat(turn.path("state").asText()).isEqualTo("failed");
    assertThat(turn.path("text").asText()).isEqualTo(answer.text());
    JsonNode message =
        client.get("/api/conversations/" + stream.conversationId()).json().path("messages").path(1);
    assertThat(message.path("state").asText()).isEqualTo("failed");
    assertThat(message.path("text").asText()).isEqualTo(answer.text());
    assertThat(client.transcript(stream.turnId()).raw()).isEqualTo(answer.raw());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void answersTheNextMessageOfTheConversation(FaultCase faultCase) {
    SERVER.faults(faultCase.fault());
    EventStream failed = ask(faultCase, "what comes next");
    failed.awaitEnd();
    SERVER.faults();

    Transcript next =
        client.answer(ChatCall.of("And now?").inConversation(failed.conversationId()));

    assertThat(next.ending().type()).isEqualTo("done");
    assertThat(SERVER.calls().open()).isZero();
  }

  @ParameterizedTest
  @MethodSource("oddDeliveries")
  void completesAnAnswerDeliveredOddly(FaultKind kind) {
    SERVER.faults(Fault.always(kind));

    Transcript answer = client.answer(ChatCall.faltering(QUESTION).key("oddly:" + kind));

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(answer.text()).isEqualTo(wholeAnswer).isNotEmpty();
  }

  /** The answer is complete, but its bytes, labels or words are unusual. */
  static List<FaultKind> oddDeliveries() {
    return Arrays.stream(FaultKind.values())
        .filter(kind ->
            kind == FaultKind.MALFORMED
                || kind.affectsDeliveryOnly()
                || kind.effect() == FaultEffect.Oddity.FORMAT)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"FINISH_ABORT", "ERROR_IN_CHOICE", "ERROR_EVENT_THEN_DONE"},
      mode = Mode.INCLUDE)
  void neverTakesAFailureForACompleteAnswer(FaultKind kind) {
    SERVER.faults(Fault.always(kind));

    Transcript answer =
        client.answer(
            ChatCall.faltering(QUESTION)
                .profile(TestProfiles.SHORT_TIMEOUTS)
                .key("failing:" + kind));

    assertThat(answer.ending().type()).isEqualTo("error");
  }

  @Test
  void coversEveryKindOfFault() {
    Set<FaultKind> tested =
        FaultCase.all().stream()
            .map(faultCase -> faultCase.fault().kind())
            .collect(Collectors.toSet());

    assertThat(tested)
        .containsAll(
            Arrays.stream(FaultKind.values())
                .filter(kind ->
                    kind != FaultKind.MALFORMED && !kind.affectsDeliveryOnly() && !kind.isOddity())
                .toList());
    assertThat(Arrays.stream(FaultKind.values()).filter(FaultKind::affectsDeliveryOnly))
        .containsExactlyInAnyOrder(FaultKind.SLOW_DRIP, FaultKind.SPLIT);
  }

  @Test
  void confinesAnErrorToItsTurn() {
    SERVER.faults(Fault.always(FaultKind.CUT).afterTokens(5).forModel(SimulatedModels.FALTERING));
    EventStream good = client.ask(ChatCall.steady("I end well"));
    EventStream bad = client.ask(ChatCall.faltering("I do not"));

    assertThat(bad.awaitEnd().ending().type()).isEqualTo("error");
    assertThat(good.awaitEnd().ending().type()).isEqualTo("done");
  }

  private EventStream ask(FaultCase faultCase, String purpose) {
    return client.ask(faultCase.ask(faultCase + ": " + purpose));
  }
}
