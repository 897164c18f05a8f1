package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.sse.ReceivedEvent;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A provider that has too many calls is waited for. Each test has a model of its own, because what
 * a provider rejects limits the later calls to the model.
 */
final class ProviderRateLimitTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void waitsVisiblyAndAnswersAsSoonAsTheProviderDoes() {
    SERVER.faults(Fault.always(FaultKind.RATE_LIMIT).retryAfterSeconds(1));
    EventStream stream = client.ask(ChatCall.faltering("Will you wait for me?"));

    ReceivedEvent notice = stream.awaitEvent("slow");
    SERVER.faults();
    Transcript answer = stream.awaitEnd();

    assertThat(notice.field("kind")).isEqualTo("rate_limited");
    assertThat(notice.field("action")).isEqualTo("cancel");
    assertThat(answer.ending().type()).isEqualTo("done");
  }

  @Test
  void failsWhenItsTimeIsOver() {
    SERVER.faults(Fault.always(FaultKind.RATE_LIMIT).retryAfterSeconds(86_400));

    Transcript answer =
        client.answer(
            ChatCall.steady("How long will you wait?").profile(TestProfiles.SHORT_TIMEOUTS));

    assertThat(answer.ending().field("code")).isEqualTo("model_rate_limited");
    assertThat(answer.ending().field("action")).isEqualTo("wait");
    assertThat(answer.ending().json().path("retry_after_ms").asLong()).isEqualTo(60_000);
    assertThat(answer.raw()).doesNotContain("rate_limit_error", "API usage limits");
  }

  @Test
  void waitsWhenTheRejectionHasStatus200() {
    SERVER.faults(Fault.always(FaultKind.ERROR_AS_JSON));

    Transcript answer =
        client.answer(
            ChatCall.of("Will you wait for that too?")
                .model(SimulatedModels.SUMMARIZING)
                .profile(TestProfiles.SHORT_TIMEOUTS));

    assertThat(answer.ending().field("code")).isEqualTo("model_rate_limited");
    assertThat(SERVER.calls().calls()).isGreaterThan(1);
  }

  @Test
  void cancelsATurnThatWaits() {
    SERVER.faults(Fault.always(FaultKind.OVERLOADED));
    EventStream stream =
        client.ask(ChatCall.of("Will you wait for nothing?").model(SimulatedModels.JUDGING));
    stream.awaitEvent("model");

    client.cancel(stream.turnId());

    assertThat(stream.awaitEnd().ending().type()).isEqualTo("cancelled");
  }
}
