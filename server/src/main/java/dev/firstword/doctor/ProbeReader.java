package dev.firstword.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.firstword.doctor.Observation.Arrival;
import dev.firstword.doctor.Observation.Ending;
import dev.firstword.protocol.EventStreamDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;

/** Reads a probe's answer and notes when each event of it came. */
final class ProbeReader {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int LARGEST_EVENT = 64 * 1024;
  private static final int LARGEST_REFUSAL = 16 * 1024;

  private final long startedNanos;
  private final LongSupplier nanoTime;
  private final List<Arrival> arrivals = new ArrayList<>();
  private JsonNode request = MissingNode.getInstance();
  private boolean done;
  private int comments;
  private boolean atLineStart = true;

  /**
   * A reader for one answer.
   *
   * @param startedNanos when the request was sent
   * @param nanoTime the clock it was read from
   */
  ProbeReader(long startedNanos, LongSupplier nanoTime) {
    this.startedNanos = startedNanos;
    this.nanoTime = nanoTime;
  }

  Observation read(Head head, InputStream body) throws IOException {
    if (head.status() != 200) {
      request = refusal(body);
      return observation(head, Ending.REFUSED, elapsedMs());
    }
    double lastMs = elapsedMs();
    try {
      InputStream text =
          head.says("content-encoding", "gzip") ? new GZIPInputStream(body, 64) : body;
      EventStreamDecoder decoder = new EventStreamDecoder(LARGEST_EVENT, sink());
      byte[] bytes = new byte[16 * 1024];
      for (int size = text.read(bytes); size >= 0; size = text.read(bytes)) {
        lastMs = elapsedMs();
        countComments(bytes, size);
        decoder.feed(bytes, 0, size);
      }
      return observation(head, done ? Ending.COMPLETE : Ending.CUT, lastMs);
    } catch (SocketTimeoutException _) {
      return observation(head, Ending.SILENT, lastMs);
    } catch (IOException _) {
      return observation(head, done ? Ending.COMPLETE : Ending.CUT, lastMs);
    }
  }

  private static JsonNode refusal(InputStream body) {
    try {
      return JSON.readTree(new String(body.readNBytes(LARGEST_REFUSAL), StandardCharsets.UTF_8));
    } catch (IOException _) {
      return MissingNode.getInstance(); // A proxy's own page; the status says enough.
    }
  }

  private Observation observation(Head head, Ending ending, double lastMs) {
    double nowMs = elapsedMs();
    return new Observation(
        head, request, List.copyOf(arrivals), comments, ending, nowMs - lastMs, nowMs);
  }

  private EventStreamDecoder.Sink sink() {
    return new EventStreamDecoder.Sink() {
      @Override
      public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
        note(bytes, offset, length);
      }

      @Override
      public void onTooLarge(int limit) {
        // Then no end follows, and the stream counts as cut.
      }
    };
  }

  private void note(byte[] bytes, int offset, int length) {
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
      // Not as it was sent: it is missing from the arrivals.
    }
  }

  /** The decoder drops comments, as it must; whether they came is what matters here. */
  private void countComments(byte[] bytes, int size) {
    for (int i = 0; i < size; i++) {
      if (atLineStart && bytes[i] == ':') {
        comments++;
      }
      atLineStart = bytes[i] == '\n' || bytes[i] == '\r';
    }
  }

  private double elapsedMs() {
    return (nanoTime.getAsLong() - startedNanos) / 1e6;
  }
}
