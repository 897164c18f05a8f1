package dev.firstword.app.config;

import dev.firstword.operations.trace.OtlpEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Where measurements are exported, in addition to the server's own endpoints.
 *
 * @param otlp the trace collector; null for none
 * @param samplingRate the fraction, from 0 to 1, of traces starting at this server that are
 *     recorded
 */
public record TelemetrySettings(@Nullable OtlpEndpoint otlp, double samplingRate) {

  public static final TelemetrySettings OFF = new TelemetrySettings(null, 0);
}
