package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.operations.trace.OtlpEndpoint;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the {@code telemetry} section: where traces are exported. */
final class TelemetrySettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Telemetry", "telemetry.otlp.");

  private static final Setting<URI> ENDPOINT =
      SECTION.declare(
          "endpoint",
          SettingType.HTTP_URL,
          none(),
          "OTLP/HTTP collector; `/v1/traces` is appended. Without it, nothing is sent.");
  private static final SecretSetting AUTHORIZATION =
      SECTION.declareSecret(
          "authorization",
          "Value of the `Authorization` header.",
          "Environment variable that holds the whole header value.");
  private static final Setting<Map<String, String>> HEADERS =
      SECTION.declare("headers", SettingType.HEADERS, none(), "Headers to add to each export.");
  private static final Setting<Duration> TIMEOUT =
      SECTION.declare(
          "timeout",
          SettingType.duration(Duration.ofMillis(100), Duration.ofSeconds(60)),
          value(Duration.ofSeconds(10)),
          "Export timeout, 100 ms to 60 s.");
  private static final Setting<Double> SAMPLING_RATE =
      SECTION.declare(
          "sampling_rate",
          SettingType.number(0, 1),
          value(1.0),
          "Share of the traces started here that are exported, 0 to 1.");

  private static final String TRACES_PATH = "/v1/traces";

  private final Map<String, String> environment;

  TelemetrySettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  TelemetrySettings read(SettingsNode root) {
    if (!root.at("telemetry.otlp").isPresent()) {
      return TelemetrySettings.OFF;
    }
    URI endpoint = tracesEndpoint(ENDPOINT.readRequired(root));
    return new TelemetrySettings(
        new OtlpEndpoint(endpoint, headers(root), TIMEOUT.read(root)), SAMPLING_RATE.read(root));
  }

  private Map<String, String> headers(SettingsNode root) {
    Map<String, String> headers = new LinkedHashMap<>(HEADERS.read(root, Map.of()));
    String authorization = AUTHORIZATION.read(root, environment);
    if (authorization != null) {
      headers.put("authorization", authorization);
    }
    return headers;
  }

  /** Appends the traces path unless the endpoint already ends with it, as OpenTelemetry does. */
  private static URI tracesEndpoint(URI address) {
    String path = address.getRawPath();
    if (path == null || path.endsWith(TRACES_PATH)) {
      return path == null ? address.resolve(TRACES_PATH) : address;
    }
    String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return address.resolve(base + TRACES_PATH);
  }
}
