package dev.firstword.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.doctor.Finding.Fault;
import dev.firstword.doctor.Finding.Fine;
import dev.firstword.doctor.Finding.Note;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether the headers that streams, resuming and tracing rest on arrive as they were sent. */
final class HeaderCheck implements Check {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Map<String, String> SENT =
      Map.of(
          "Last-Event-ID", "7",
          "Idempotency-Key", "firstword-doctor",
          "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");

  @Override
  public Subject subject() {
    return Subject.REQUEST_HEADERS;
  }

  @Override
  public List<Finding> examine(Line line) throws IOException {
    Observation seen = line.probe(Probe.SHORTEST, SENT);
    if (!seen.isComplete()) {
      return List.of(
          new Finding.Unknown(
              Subject.REQUEST_HEADERS,
              "The probe was not answered to its end (status " + seen.head().status() + ")."));
    }
    return List.of(request(seen.request(), line.target()), answer(seen.head()));
  }

  private static Finding request(JsonNode arrived, Target target) {
    JsonNode headers = arrived.path("headers");
    List<String> changed = new ArrayList<>();
    for (Map.Entry<String, String> sent :
        SENT.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
      JsonNode value = headers.path(sent.getKey().toLowerCase(Locale.ROOT));
      if (value.isMissingNode()) {
        changed.add(sent.getKey() + " was dropped");
      } else if (!isSame(sent.getKey(), sent.getValue(), value.asText())) {
        changed.add(sent.getKey() + " arrived as \"" + value.asText() + "\"");
      }
    }
    if (!changed.isEmpty()) {
      return new Fault(
          Subject.REQUEST_HEADERS, String.join(", ", changed) + ".", Remedy.REQUEST_HEADERS);
    }
    String host = headers.path("host").asText();
    return host.equalsIgnoreCase(target.authority())
            || host.equalsIgnoreCase(target.server().getHost())
        ? new Fine(Subject.REQUEST_HEADERS, "They arrive as they were sent.")
        : new Note(
            Subject.REQUEST_HEADERS,
            "They arrive as they were sent, but for Host, which arrives as \"" + host + "\".");
  }

  /** What traces on its own way names itself as the parent, and keeps the trace. */
  private static boolean isSame(String name, String sent, String arrived) {
    return name.equals("traceparent") ? arrived.contains(TRACE) : arrived.equals(sent);
  }

  private static Finding answer(Head head) {
    List<String> changed = new ArrayList<>();
    require(head, "Content-Type", "text/event-stream", changed);
    require(head, "Cache-Control", "no-cache", changed);
    require(head, "Cache-Control", "no-transform", changed);
    require(head, "Turn-Id", "", changed);
    require(head, "Server-Timing", "", changed);
    return changed.isEmpty()
        ? new Fine(Subject.ANSWER_HEADERS, "They arrive as they were sent.")
        : new Fault(
            Subject.ANSWER_HEADERS, String.join(", ", changed) + ".", Remedy.ANSWER_HEADERS);
  }

  private static void require(Head head, String name, String token, List<String> changed) {
    String dropped = name + " was dropped";
    if (!head.says(name, token) && !changed.contains(dropped)) {
      changed.add(
          head.header(name)
              .map(value -> name + " is \"" + value + "\", without " + token)
              .orElse(dropped));
    }
  }
}
