package dev.firstword.monitor.trace;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sends spans by OTLP over HTTP, as protocol buffers, packed. */
final class OtlpSender implements SpanSender {

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

  /** The exporter says each failure to the platform's log, which nobody here reads. */
  private static final Logger CHATTER = Logger.getLogger("io.opentelemetry.exporter");

  private final OtlpHttpSpanExporter exporter;
  private final Duration longest;

  OtlpSender(OtlpEndpoint endpoint) {
    CHATTER.setLevel(Level.OFF);
    longest = endpoint.longest();
    exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint.uri().toString())
            .setHeaders(endpoint::headers)
            .setConnectTimeout(longest)
            .setTimeout(longest)
            .setCompression("gzip")
            .build();
  }

  @Override
  public boolean send(List<SpanData> spans) {
    CompletableResultCode sent =
        exporter.export(spans).join(2 * longest.toMillis(), TimeUnit.MILLISECONDS);
    return sent.isSuccess();
  }

  @Override
  public void close() {
    var _ = exporter.shutdown().join(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
