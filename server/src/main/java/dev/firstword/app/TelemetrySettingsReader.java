package dev.firstword.app;

import dev.firstword.monitor.trace.OtlpEndpoint;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the part of the settings that says where what is measured goes. */
final class TelemetrySettingsReader {

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final String TRACES = "/v1/traces";

  private final Map<String, String> environment;

  TelemetrySettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  TelemetrySettings read(SettingsNode node) {
    SettingsNode otlp = node.only("otlp").at("otlp");
    otlp.only("endpoint", "authorization", "authorization_env", "headers", "timeout", "share");
    if (!otlp.isPresent()) {
      return TelemetrySettings.OFF;
    }
    SettingsNode share = otlp.at("share");
    if (share.number(1) > 1) {
      throw share.wrong("must be from 0 to 1");
    }
    return new TelemetrySettings(
        new OtlpEndpoint(address(otlp.at("endpoint")), headers(otlp), timeout(otlp.at("timeout"))),
        share.number(1));
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
    Duration time = node.time(LONGEST);
    if (time.compareTo(Duration.ofMillis(100)) < 0 || time.compareTo(Duration.ofSeconds(60)) > 0) {
      throw node.wrong("must be from 100ms to 60s");
    }
    return time;
  }

  /** The place for traces is added to an address without a path, as OpenTelemetry does. */
  private static URI address(SettingsNode node) {
    URI address = node.httpAddress();
    String path = address.getRawPath();
    if (path == null || path.endsWith(TRACES)) {
      return path == null ? address.resolve(TRACES) : address;
    }
    String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return address.resolve(base + TRACES);
  }
}
