package dev.firstword.simulator.anthropic;

import dev.firstword.simulator.playback.Incoming;
import java.util.Arrays;

/** The versions of the API that are spoken, as the {@code anthropic-version} header names them. */
enum ApiVersion {
  JUNE_2023("2023-06-01", true),
  /** Knows no temperature, top_p and top_k any more. */
  OCTOBER_2026("2026-10-21", false);

  private final String header;
  private final boolean knowsSampling;

  ApiVersion(String header, boolean knowsSampling) {
    this.header = header;
    this.knowsSampling = knowsSampling;
  }

  boolean knowsSampling() {
    return knowsSampling;
  }

  static ApiVersion of(Incoming request) {
    String named =
        request
            .header("anthropic-version")
            .orElseThrow(() -> RefusedException.invalid("anthropic-version: header is required"));
    return Arrays.stream(values())
        .filter(version -> version.header.equals(named))
        .findFirst()
        .orElseThrow(() ->
            RefusedException.invalid(
                "anthropic-version: \"" + named + "\" is not a valid version"));
  }
}
