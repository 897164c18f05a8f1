package dev.firstword.provider.dialect;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers of an endpoint's calls, checked once so that no call can fail over them. */
public final class HeaderValues {

  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E\\t]*");
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[\\x21-\\x7E]*)?");

  /** What the transport itself decides; another value would break calls or hide their answers. */
  private static final Set<String> NOT_OURS =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "host",
          "te",
          "transfer-encoding",
          "upgrade");

  private final Map<String, String> values = new LinkedHashMap<>();

  public HeaderValues() {
    values.put("content-type", "application/json");
    values.put("accept", "text/event-stream, application/json");
    values.put("user-agent", "firstword");
  }

  /**
   * Sets a header, over any earlier value.
   *
   * @throws IllegalArgumentException for what cannot stand in a header; the value is not quoted
   */
  public HeaderValues with(String name, String value) {
    String key = name.toLowerCase(Locale.ROOT);
    String text = value.strip();
    if (!NAME.matcher(key).matches()) {
      throw new IllegalArgumentException("not a header name: " + name);
    }
    if (!VALUE.matcher(text).matches()) {
      throw new IllegalArgumentException("the value of header " + key + " is not printable ASCII");
    }
    if (NOT_OURS.contains(key)) {
      throw new IllegalArgumentException("header " + key + " belongs to the transport");
    }
    values.put(key, text);
    return this;
  }

  /** Sets headers, over any earlier values. */
  public HeaderValues withAll(Map<String, String> headers) {
    headers.forEach(this::with);
    return this;
  }

  /** The headers of one call; a trace context that is not one is left out. */
  public Map<String, String> of(@Nullable String traceparent) {
    if (traceparent == null || !TRACEPARENT.matcher(traceparent).matches()) {
      return values;
    }
    Map<String, String> withTrace = new LinkedHashMap<>(values);
    withTrace.put("traceparent", traceparent);
    return withTrace;
  }
}
