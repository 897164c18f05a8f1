package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.config.CompatibleApiSettings;
import dev.firstword.core.routing.CallFeatures;
import dev.firstword.core.routing.CallFeatures.Feature;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call uses beyond being relayed is switched off by the settings, or by its client. */
final class DirectCallFeaturesTest {

  private static final String MESSAGES = "/v1/messages";
  private static final String COMPLETIONS = "/v1/chat/completions";

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          _ -> {},
          settings ->
              settings.compatibleApis(
                  CompatibleApiSettings.DEFAULT.withFeatures(
                      Map.of("chat_completions", new CallFeatures(Set.of(Feature.HEDGE))))));

  @Test
  void fallsBackToAnotherModel() {
    SERVER.faults(Fault.always(FaultKind.SERVER_ERROR));

    post(MESSAGES, "auto", "");

    assertThat(SERVER.calls().calls()).isGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"routing", "Routing, HEDGE", "routing,cache,keep_warm"})
  void makesOneCallIfTheClientWantsNoFallback(String features) {
    SERVER.faults(Fault.always(FaultKind.SERVER_ERROR));

    Reply reply = post(MESSAGES, "auto", "Firstword-Features: " + features + "\r\n");

    assertThat(reply.status()).isEqualTo(502);
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void relaysToTheModelThatTheClientNames() {
    Reply reply = post(MESSAGES, SimulatedModels.FAST, "Firstword-Features: none\r\n");

    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void choosesNoModelWithoutTheRouter() {
    Reply reply = post(MESSAGES, "auto", "Firstword-Features: none\r\n");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("name a model");
    assertThat(SERVER.calls().calls()).isZero();
  }

  @Test
  void refusesAFeatureThatItDoesNotHave() {
    Reply reply = post(MESSAGES, SimulatedModels.FAST, "Firstword-Features: hedge, -cache\r\n");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("fallback");
  }

  @Test
  void usesNothingThatTheSettingsSwitchOff() {
    assertThat(post(COMPLETIONS, "auto", "").status()).isEqualTo(400);
    assertThat(post(COMPLETIONS, "auto", "Firstword-Features: routing\r\n").status())
        .isEqualTo(400);
    assertThat(post(COMPLETIONS, SimulatedModels.FAST, "").status()).isEqualTo(200);
  }

  @Test
  void refusesARequestThatIsLargerThanItsLimit() {
    try (ServerFixture server =
        new ServerFixture(
            _ -> {},
            settings ->
                settings.compatibleApis(
                    new CompatibleApiSettings(Map.of(), 1_000, 1_000, 2_000, Map.of())))) {
      String fits = "{\"metadata\":\"%s\",".formatted("x".repeat(1_800));
      String tooLarge = "{\"metadata\":\"%s\",".formatted("x".repeat(2_000));
      Client client = server.client();

      assertThat(client.post(MESSAGES, body(SimulatedModels.FAST, fits)).status())
          .isNotEqualTo(413);
      Reply refused = client.post(MESSAGES, body(SimulatedModels.FAST, tooLarge));
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.json().path("error").path("type").asText()).isEqualTo("request_too_large");
      assertThat(client.post(COMPLETIONS, body(SimulatedModels.FAST, tooLarge)).status())
          .isEqualTo(413);
    }
  }

  private static Reply post(String path, String model, String headers) {
    return new Client(SERVER.firstword().uri(), headers).post(path, body(model, "{"));
  }

  private static String body(String model, String begin) {
    return begin
        + "\"model\":\"%s\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
            .formatted(model);
  }
}
