package dev.firstword.relay.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.relay.sse.EventRecorder.Signal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The standard's algorithm over a complete stream, implemented as literally as possible. */
final class ReferenceDecoder {

  private ReferenceDecoder() {}

  static List<Signal> decode(byte[] stream) {
    String text = new String(stream, UTF_8);
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    List<Signal> signals = new ArrayList<>();
    StringBuilder data = new StringBuilder();
    String name = "";
    String id = "";
    for (String line : completeLines(text)) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          String joined = data.substring(0, data.length() - 1);
          signals.add(new Signal.Event(name.isEmpty() ? "message" : name, joined, id));
        }
        data.setLength(0);
        name = "";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      if (value.startsWith(" ")) {
        value = value.substring(1);
      }
      switch (field) {
        case "data" -> data.append(value).append('\n');
        case "event" -> name = value;
        case "id" -> id = value.indexOf('\0') < 0 ? value : id;
        case "retry" -> {
          if (value.matches("[0-9]+")) {
            BigInteger time = new BigInteger(value).min(BigInteger.valueOf(Long.MAX_VALUE));
            signals.add(new Signal.Retry(Duration.ofMillis(time.longValueExact())));
          }
        }
        default -> {}
      }
    }
    return signals;
  }

  private static List<String> completeLines(String text) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        lines.add(text.substring(from, i));
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        from = i + 1;
      }
    }
    return lines;
  }
}
