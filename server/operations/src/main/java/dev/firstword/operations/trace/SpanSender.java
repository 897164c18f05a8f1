package dev.firstword.operations.trace;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;

/** Delivers spans. */
interface SpanSender extends AutoCloseable {

  /** Delivers spans. Blocks for some seconds at most. Returns false if they are lost. */
  boolean send(List<SpanData> spans);

  @Override
  default void close() {}
}
