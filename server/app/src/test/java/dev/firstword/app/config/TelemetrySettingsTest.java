package dev.firstword.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.operations.trace.OtlpEndpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TelemetrySettingsTest {

  @TempDir Path folder;

  @Test
  void exportsNothingByDefault() throws IOException {
    assertThat(read("port: 0")).isEqualTo(TelemetrySettings.OFF);
  }

  @Test
  void readsOtlpEndpoint() throws IOException {
    TelemetrySettings telemetry =
        read(
            """
            telemetry:
              otlp:
                endpoint: https://collector.example:4318
                authorization_env: COLLECTOR_KEY
                headers: {x-team: chat}
                timeout: 5s
                sampling_rate: 0.1
            """);

    assertThat(telemetry)
        .isEqualTo(
            new TelemetrySettings(
                new OtlpEndpoint(
                    URI.create("https://collector.example:4318/v1/traces"),
                    Map.of("authorization", "Bearer secret", "x-team", "chat"),
                    Duration.ofSeconds(5)),
                0.1));
    assertThat(telemetry.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "http://h:4318, http://h:4318/v1/traces",
    "http://h:4318/, http://h:4318/v1/traces",
    "http://h/otlp, http://h/otlp/v1/traces",
    "http://h/otlp/, http://h/otlp/v1/traces",
    "http://h/v1/traces, http://h/v1/traces"
  })
  void appendsTracesPathToEndpoint(URI endpoint, URI whole) throws IOException {
    TelemetrySettings telemetry = read("telemetry: {otlp: {endpoint: \"" + endpoint + "\"}}");

    assertThat(telemetry.otlp()).extracting(OtlpEndpoint::uri).isEqualTo(whole);
    assertThat(telemetry.samplingRate()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'timeout: 5s', endpoint",
    "'endpoint: localhost:4318', endpoint",
    "'endpoint: \"http://h\", sampling_rate: 2', sampling_rate",
    "'endpoint: \"http://h\", timeout: 1h', timeout",
    "'endpoint: \"http://h\", protocol: grpc', protocol"
  })
  void rejectsInvalidSettings(String otlp, String says) {
    assertThatThrownBy(() -> read("telemetry: {otlp: {" + otlp + "}}"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("telemetry.otlp." + says);
  }

  private TelemetrySettings read(String yaml) throws IOException {
    Path file = folder.resolve("firstword.yml");
    Files.writeString(file, yaml);
    return new SettingsReader(Map.of("COLLECTOR_KEY", "Bearer secret")).read(file).telemetry();
  }
}
