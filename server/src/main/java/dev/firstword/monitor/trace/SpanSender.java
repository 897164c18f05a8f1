package dev.firstword.monitor.trace;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;

/** Delivers spans. */
interface SpanSender extends AutoCloseable {

  /** Waits until they are delivered, at most some seconds; false where they are lost. */
  boolean send(List<SpanData> spans);

  @Override
  default void close() {}
}
