package dev.firstword.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.firstword.doctor.ProbeResult.Arrival;
import dev.firstword.doctor.ProbeResult.Outcome;
import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.relay.sse.EventStreamDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;

/** Reads a probe's response and records when each event arrived. */
final class ProbeReader {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_EVENT_BYTES = 64 * 1024;
  private static final int MAX_REJECTION_BYTES = 16 * 1024;

  private final long startedNanos;
  private final LongSupplier nanoTime;
  private final List<Arrival> arrivals = new ArrayList<>();
  private JsonNode request = MissingNode.getInstance();
  private boolean done;
  private int comments;

  /**
   * Creates a reader for one response.
   *
   * @param startedNanos when the request was sent
   * @param nanoTime the clock that {@code startedNanos} was read from
   */
  ProbeReader(long startedNanos, LongSupplier nanoTime) {
    this.startedNanos = startedNanos;
    this.nanoTime = nanoTime;
  }

  ProbeResult read(ResponseHead head, InputStream body) throws IOException {
    if (head.status() != 200) {
      request = readRejection(body);
      return result(head, Outcome.REFUSED, elapsedMs());
    }
    double lastReadMs = elapsedMs();
    try {
      InputStream text =
          head.headerContains("content-encoding", "gzip") ? new GZIPInputStream(body, 64) : body;
      EventStreamDecoder decoder = new EventStreamDecoder(MAX_EVENT_BYTES, listener());
      byte[] bytes = new byte[16 * 1024];
      for (int size = text.read(bytes); size >= 0; size = text.read(bytes)) {
        lastReadMs = elapsedMs();
        decoder.feed(bytes, 0, size);
      }
      return result(head, done ? Outcome.COMPLETE : Outcome.CUT, lastReadMs);
    } catch (SocketTimeoutException _) {
      return result(head, Outcome.SILENT, lastReadMs);
    } catch (IOException _) {
      return result(head, done ? Outcome.COMPLETE : Outcome.CUT, lastReadMs);
    }
  }

  private static JsonNode readRejection(InputStream body) {
    try {
      return JSON.readTree(
          new String(body.readNBytes(MAX_REJECTION_BYTES), StandardCharsets.UTF_8));
    } catch (IOException _) {
      return MissingNode.getInstance(); // A proxy's own error page; the status is enough.
    }
  }

  private ProbeResult result(ResponseHead head, Outcome outcome, double lastReadMs) {
    double nowMs = elapsedMs();
    return new ProbeResult(
        head, request, List.copyOf(arrivals), comments, outcome, nowMs - lastReadMs, nowMs);
  }

  private EventStreamDecoder.Listener listener() {
    return new EventStreamDecoder.Listener() {
      @Override
      public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
        recordEvent(bytes, offset, length);
      }

      @Override
      public void onComment() {
        comments++;
      }

      @Override
      public void onTooLarge(int limit) {
        // No end follows, so the stream counts as cut.
      }
    };
  }

  private void recordEvent(byte[] bytes, int offset, int length) {
    if (length > 0 && bytes[offset] == '[') {
      done = true;
      return;
    }
    try {
      JsonNode event = JSON.readTree(bytes, offset, length);
      if (event.path("type").asText().equals("probe")) {
        arrivals.add(new Arrival(event.path("at_ms").asDouble(), elapsedMs()));
        if (event.has("request")) {
          request = event.path("request");
        }
      }
    } catch (IOException _) {
      // Altered on the way; it is then missing from the arrivals.
    }
  }

  private double elapsedMs() {
    return (nanoTime.getAsLong() - startedNanos) / 1e6;
  }
}
