package dev.firstword.app;

import dev.firstword.operations.trace.OtlpEndpoint;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the {@code telemetry} section: where traces are exported. */
final class TelemetrySettingsReader {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final String TRACES_PATH = "/v1/traces";

  private final Map<String, String> environment;

  TelemetrySettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  TelemetrySettings read(SettingsNode node) {
    SettingsNode otlp = node.allowKeys("otlp").at("otlp");
    otlp.allowKeys(
        "endpoint", "authorization", "authorization_env", "headers", "timeout", "sampling_rate");
    if (!otlp.isPresent()) {
      return TelemetrySettings.OFF;
    }
    SettingsNode rate = otlp.at("sampling_rate");
    if (rate.number(1) > 1) {
      throw rate.invalid("must be from 0 to 1");
    }
    return new TelemetrySettings(
        new OtlpEndpoint(address(otlp.at("endpoint")), headers(otlp), timeout(otlp.at("timeout"))),
        rate.number(1));
  }

  private Map<String, String> headers(SettingsNode otlp) {
    Map<String, String> headers = new LinkedHashMap<>();
    otlp.at("headers").children().forEach((name, value) -> headers.put(name, value.requiredText()));
    String authorization = otlp.secret("authorization", environment);
    if (authorization != null) {
      headers.put("authorization", authorization);
    }
    return headers;
  }

  private static Duration timeout(SettingsNode node) {
    Duration time = node.duration(DEFAULT_TIMEOUT);
    if (time.compareTo(Duration.ofMillis(100)) < 0 || time.compareTo(Duration.ofSeconds(60)) > 0) {
      throw node.invalid("must be from 100ms to 60s");
    }
    return time;
  }

  /** Appends the traces path unless the endpoint already ends with it, as OpenTelemetry does. */
  private static URI address(SettingsNode node) {
    URI address = node.httpUri();
    String path = address.getRawPath();
    if (path == null || path.endsWith(TRACES_PATH)) {
      return path == null ? address.resolve(TRACES_PATH) : address;
    }
    String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return address.resolve(base + TRACES_PATH);
  }
}
