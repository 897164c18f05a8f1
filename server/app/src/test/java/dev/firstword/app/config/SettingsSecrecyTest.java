package dev.firstword.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No secret is repeated by an error, by the printed settings, or by their text in a log. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class SettingsSecrecyTest {

  private static final String CANARY = "canary-of-the-secret";

  @TempDir Path folder;

  /** Each place that takes the name of a variable with a secret. */
  static List<String> places() {
    return List.of(
        "providers: [{name: a, dialect: anthropic, base_url: 'http://127.0.0.1/', api_key_env:"
            + " NAME}]",
        "retrieval: {embedding: {base_url: 'http://127.0.0.1/', model: a, api_key_env: NAME}}",
        "retrieval: {reranking: {base_url: 'http://127.0.0.1/', model: a, api_key_env: NAME}}",
        "telemetry: {otlp: {endpoint: 'http://127.0.0.1/', authorization_env: NAME}}",
        "webhooks: {secret_env: NAME}",
        "alerts: {webhook: {url: 'http://127.0.0.1/', secret_env: NAME}}",
        "auth: {tokens: {secret_env: NAME}}",
        "auth: {jwt: [{issuer: a, audience: b, algorithms: [HS256], secret_env: NAME}]}",
        "{storage: postgresql, postgresql: {url: 'jdbc:postgresql://db/a', password_env: NAME}}");
  }

  @ParameterizedTest
  @MethodSource("places")
  void aValueIsNeverPrinted(String place) throws IOException {
    for (String value : List.of(CANARY, CANARY + "\nx", "\u0000" + CANARY, CANARY + "\u00e9")) {
      assertThat(textOf(place, Map.of("NAME", value))).doesNotContain("canary");
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void aSecretInPlaceOfANameIsNotRepeated(String place) throws IOException {
    for (String secret : List.of("sk-ant-canary", "AIzacanary", "whsec_canary", "canary word")) {
      assertThat(textOf(place.replace("NAME", secret), Map.of()))
          .contains("must be the name of an environment variable")
          .doesNotContain("canary");
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void aSecretIsReadFromAFile(String place) throws IOException {
    String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    Path file = Files.writeString(folder.resolve("secret"), secret + "\n");

    String fromFile = textOf(place, Map.of("NAME_FILE", file.toString()));

    assertThat(fromFile).isEqualTo(textOf(place, Map.of("NAME", secret))).doesNotContain(secret);
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    Path missing = folder.resolve("missing");

    assertThat(textOf("webhooks: {secret_env: NAME}", Map.of("NAME_FILE", missing.toString())))
        .contains("NAME_FILE names " + missing, "cannot be read");
    assertThat(textOf("{}", Map.of("ANTHROPIC_API_KEY_FILE", missing.toString())))
        .contains("ANTHROPIC_API_KEY_FILE names " + missing);
  }

  @Test
  void aVariableThatIsNotSetIsNamed() throws IOException {
    assertThat(textOf("webhooks: {secret_env: HOOK_SECRET}", Map.of()))
        .contains("names HOOK_SECRET, which is not set in the environment");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "providers:\n  - api_key: \"" + CANARY + "\n",
        "webhooks: {secret: " + CANARY + "\n",
        "webhooks:\n  secret: a: " + CANARY + "\n",
        "webhooks:\n\tsecret: " + CANARY + "\n"
      })
  void aSyntaxErrorDoesNotRepeatTheFile(String file) throws IOException {
    assertThat(textOf(file, Map.of())).contains("is not YAML: line").doesNotContain(CANARY);
  }

  /** Returns the text of the settings, or of the error. */
  private String textOf(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("firstword.yml"), yaml);
    SettingsReader reader = new SettingsReader(environment);
    SettingsException error =
        catchThrowableOfType(SettingsException.class, () -> reader.read(file));
    return error == null
        ? reader.read(file).toString()
        : Objects.requireNonNull(error.getMessage());
  }
}
