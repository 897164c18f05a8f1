package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.app.config.Settings;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A provider that continues an answer when the connection to it is lost. */
final class BackgroundAnswerTest {

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(_ -> {}, BackgroundAnswerTest::inBackground);

  private final Client client = SERVER.client();

  private static Settings.Builder inBackground(Settings.Builder settings) {
    return settings.providers(
        settings.build().providers().stream()
            .map(each ->
                new ProviderEndpoint(
                    each.name(), Dialect.RESPONSES, each.baseUri(), "key", Map.of(), true, true))
            .toList());
  }

  @Test
  void completesAnAnswerWhoseConnectionWasLostWithoutAnotherCall() {
    SERVER.faults(Fault.always(FaultKind.CUT).afterTokens(5));

    Transcript answer = client.answer(ChatCall.of("Will you go on?"));

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(answer.ending().field("finish_reason")).isEqualTo("stop");
    assertThat(SERVER.calls().calls()).isEqualTo(1);
    ServerFixture.awaitTrue(() -> SERVER.calls().finished() == 1);
  }

  @Test
  void stopsTheAnswerAtTheProviderInEachState() {
    EventStream early = client.ask(ChatCall.thinking("Will I wait?"));
    SERVER.awaitCalls(1);
    client.cancel(early.turnId());
    assertThat(early.awaitEnd().ending().type()).isEqualTo("cancelled");

    EventStream writing = client.ask(ChatCall.writing("Will you stop?"));
    writing.awaitText(100);
    client.cancel(writing.turnId());

    assertThat(writing.awaitEnd().ending().type()).isEqualTo("cancelled");
    SERVER.awaitCallsClosed(2);
    assertThat(List.of(SERVER.calls().finished(), SERVER.calls().failed())).containsOnly(0L);
  }
}
