package dev.firstword.simulator.anthropic;

import dev.firstword.simulator.response.ApiRequest;
import java.util.Arrays;

/** The supported API versions, by the value of the {@code anthropic-version} header. */
enum ApiVersion {
  JUNE_2023("2023-06-01", true),
  /** Rejects temperature, top_p and top_k. */
  OCTOBER_2026("2026-10-21", false);

  private final String header;
  private final boolean supportsSampling;

  ApiVersion(String header, boolean supportsSampling) {
    this.header = header;
    this.supportsSampling = supportsSampling;
  }

  boolean supportsSampling() {
    return supportsSampling;
  }

  static ApiVersion of(ApiRequest request) {
    String named =
        request
            .header("anthropic-version")
            .orElseThrow(
                () -> AnthropicApiException.invalid("anthropic-version: header is required"));
    return Arrays.stream(values())
        .filter(version -> version.header.equals(named))
        .findFirst()
        .orElseThrow(() ->
            AnthropicApiException.invalid(
                "anthropic-version: \"" + named + "\" is not a valid version"));
  }
}
