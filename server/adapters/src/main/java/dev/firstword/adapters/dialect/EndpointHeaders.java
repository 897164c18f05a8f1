package dev.firstword.adapters.dialect;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers of an endpoint's calls, validated once so that no call can fail because of them. */
public final class EndpointHeaders {

  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E\\t]*");
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[\\x21-\\x7E]*)?");

  /** Headers controlled by the transport; other values would break calls or hide their answers. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "host",
          "te",
          "transfer-encoding",
          "upgrade");

  /** Headers whose values name features, of which several can be used at once. */
  private static final Set<String> LISTS = Set.of("anthropic-beta", "openai-beta");

  private final Set<String> own = new HashSet<>();
  private final Map<String, String> values = new LinkedHashMap<>();

  public EndpointHeaders() {
    values.put("content-type", "application/json");
    values.put("accept", "text/event-stream, application/json");
    values.put("accept-encoding", "identity"); // Compression delays small events.
    values.put("user-agent", "firstword");
  }

  /** Returns the headers of an endpoint that takes its key as a bearer token. */
  public static EndpointHeaders withBearerToken(ProviderEndpoint endpoint) {
    EndpointHeaders headers = new EndpointHeaders();
    if (endpoint.apiKey() != null) {
      headers.set("authorization", "Bearer " + endpoint.apiKey().strip());
    }
    return headers.setAll(endpoint.headers());
  }

  /**
   * Sets a header, replacing any earlier value.
   *
   * @throws IllegalArgumentException if the name or value is not valid in a header; the message
   *     does not quote the value
   */
  public EndpointHeaders set(String name, String value) {
    String key = name.toLowerCase(Locale.ROOT);
    String text = value.strip();
    if (!NAME.matcher(key).matches()) {
      throw new IllegalArgumentException("not a header name: " + name);
    }
    if (!VALUE.matcher(text).matches()) {
      throw new IllegalArgumentException("the value of header " + key + " is not printable ASCII");
    }
    if (RESERVED.contains(key)) {
      throw new IllegalArgumentException("header " + key + " is controlled by the transport");
    }
    values.put(key, text);
    return this;
  }

  /** Sets the endpoint's own headers, which replace any others. */
  public EndpointHeaders setAll(Map<String, String> headers) {
    headers.forEach((name, value) -> {
      set(name, value);
      own.add(name.toLowerCase(Locale.ROOT));
    });
    return this;
  }

  /**
   * Returns the headers of one call; an invalid trace context is omitted.
   *
   * @param passed those of the client and of the request, by their names in lower case. The
   *     endpoint's own take precedence, but lists of features are joined
   */
  @SafeVarargs
  public final Map<String, String> forCall(
      @Nullable String traceparent, Map<String, String>... passed) {
    Map<String, String> all = new LinkedHashMap<>(values);
    if (traceparent != null && TRACEPARENT.matcher(traceparent).matches()) {
      all.put("traceparent", traceparent);
    }
    for (Map<String, String> some : passed) {
      some.forEach((name, value) -> {
        if (LISTS.contains(name)) {
          all.merge(name, value, (ours, theirs) -> ours + "," + theirs);
        } else if (!own.contains(name)) {
          all.put(name, value);
        }
      });
    }
    return all;
  }
}
