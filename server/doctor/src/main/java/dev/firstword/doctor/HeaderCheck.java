package dev.firstword.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.doctor.CheckResult.Fault;
import dev.firstword.doctor.CheckResult.Note;
import dev.firstword.doctor.CheckResult.Pass;
import dev.firstword.relay.blocking.ResponseHead;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks whether the headers needed for streaming, resuming and tracing arrive unchanged. */
final class HeaderCheck implements Check {

  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Map<String, String> SENT =
      Map.of(
          "Last-Event-ID", "7",
          "Idempotency-Key", "firstword-doctor",
          "traceparent", "00-" + TRACE_ID + "-00f067aa0ba902b7-01");

  @Override
  public CheckSubject subject() {
    return CheckSubject.REQUEST_HEADERS;
  }

  @Override
  public List<CheckResult> examine(ProbeClient client) throws IOException {
    ProbeResult result = client.probe(Probe.MINIMAL, SENT);
    if (!result.isComplete()) {
      return List.of(
          new CheckResult.Unknown(
              CheckSubject.REQUEST_HEADERS,
              "The probe did not complete (status " + result.head().status() + ")."));
    }
    return List.of(
        checkRequestHeaders(result.request(), client.target()),
        checkResponseHeaders(result.head()));
  }

  private static CheckResult checkRequestHeaders(JsonNode arrived, Target target) {
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
          CheckSubject.REQUEST_HEADERS, String.join(", ", changed) + ".", ProxyFix.REQUEST_HEADERS);
    }
    String host = headers.path("host").asText();
    return host.equalsIgnoreCase(target.authority())
            || host.equalsIgnoreCase(target.server().getHost())
        ? new Pass(CheckSubject.REQUEST_HEADERS, "They arrive unchanged.")
        : new Note(
            CheckSubject.REQUEST_HEADERS,
            "They arrive unchanged except Host, which arrives as \"" + host + "\".");
  }

  /**
   * Returns whether a value arrived unchanged. A tracing proxy names itself as the parent, and
   * keeps the trace id.
   */
  private static boolean isSame(String name, String sent, String arrived) {
    return name.equals("traceparent") ? arrived.contains(TRACE_ID) : arrived.equals(sent);
  }

  private static CheckResult checkResponseHeaders(ResponseHead head) {
    List<String> changed = new ArrayList<>();
    require(head, "Content-Type", "text/event-stream", changed);
    require(head, "Cache-Control", "no-cache", changed);
    require(head, "Cache-Control", "no-transform", changed);
    require(head, "Turn-Id", "", changed);
    require(head, "Server-Timing", "", changed);
    return changed.isEmpty()
        ? new Pass(CheckSubject.ANSWER_HEADERS, "They arrive unchanged.")
        : new Fault(
            CheckSubject.ANSWER_HEADERS, String.join(", ", changed) + ".", ProxyFix.ANSWER_HEADERS);
  }

  private static void require(ResponseHead head, String name, String token, List<String> changed) {
    String dropped = name + " was dropped";
    if (!head.headerContains(name, token) && !changed.contains(dropped)) {
      changed.add(
          head.header(name)
              .map(value -> name + " is \"" + value + "\", without " + token)
              .orElse(dropped));
    }
  }
}
