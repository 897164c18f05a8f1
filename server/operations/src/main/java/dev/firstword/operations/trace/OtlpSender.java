package dev.firstword.operations.trace;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sends spans by OTLP over HTTP, as compressed protocol buffers. */
final class OtlpSender implements SpanSender {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** The exporter logs every failure to the platform's log, which is not used here. */
  private static final Logger EXPORTER_LOG = Logger.getLogger("io.opentelemetry.exporter");

  private final OtlpHttpSpanExporter exporter;
  private final Duration timeout;

  OtlpSender(OtlpEndpoint endpoint) {
    EXPORTER_LOG.setLevel(Level.OFF);
    timeout = endpoint.timeout();
    exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint.uri().toString())
            .setHeaders(endpoint::headers)
            .setConnectTimeout(timeout)
            .setTimeout(timeout)
            .setCompression("gzip")
            .build();
  }

  @Override
  public boolean send(List<SpanData> spans) {
    CompletableResultCode sent =
        exporter.export(spans).join(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    return sent.isSuccess();
  }

  @Override
  public void close() {
    var _ = exporter.shutdown().join(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
