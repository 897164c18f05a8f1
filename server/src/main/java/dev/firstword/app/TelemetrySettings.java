package dev.firstword.app;

import dev.firstword.monitor.trace.OtlpEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Where what is measured goes beside this server's own pages.
 *
 * @param otlp who collects traces; absent: nobody does
 * @param share of the traces that begin here, from 0 to 1, that are recorded
 */
public record TelemetrySettings(@Nullable OtlpEndpoint otlp, double share) {

  public static final TelemetrySettings OFF = new TelemetrySettings(null, 0);
}
