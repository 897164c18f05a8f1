package dev.firstword.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.operations.alert.AlertReceiver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AlertSettingsTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir Path folder;

  @Test
  void hasNoReceiverByDefault() throws IOException {
    assertThat(read("port: 0")).isEqualTo(AlertSettings.NONE);
  }

  @Test
  void readsReceiverAndHidesItsSecret() throws IOException {
    AlertSettings alerts =
        read("alerts: {webhook: {url: 'http://10.0.0.5/hooks/T0K3N', secret_env: SIGNING}}");

    assertThat(alerts)
        .isEqualTo(
            new AlertSettings(
                new AlertReceiver(URI.create("http://10.0.0.5/hooks/T0K3N"), SECRET)));
    assertThat(alerts.toString()).doesNotContain("T0K3N", "whsec_");
  }

  @ParameterizedTest
  @CsvSource({
    "'secret: ignored', url",
    "'url: ftp://h/x', url",
    "'url: \"http://h\", secret: whsec_short', secret",
    "'url: \"http://h\", retries: 3', retries"
  })
  void rejectsInvalidSettings(String webhook, String says) {
    assertThatThrownBy(() -> read("alerts: {webhook: {" + webhook + "}}"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("alerts.webhook." + says);
  }

  private AlertSettings read(String yaml) throws IOException {
    Path file = folder.resolve("firstword.yml");
    Files.writeString(file, yaml);
    return new SettingsReader(Map.of("SIGNING", SECRET)).read(file).alerts();
  }
}
