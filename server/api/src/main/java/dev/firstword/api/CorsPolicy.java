package dev.firstword.api;

import dev.firstword.relay.server.HttpMethod;
import dev.firstword.relay.server.ServerResponse;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may use the API from a browser (CORS). A page of any other origin
 * gets no headers, so that its browser keeps the answer from it.
 *
 * @param allowedOrigins exact origins in lower case, or {@link #ANY}; empty for none
 * @param allowsCredentials whether pages may send cookies and certificates; never with {@link #ANY}
 * @param maxAge how long browsers may remember what they were allowed
 */
public record CorsPolicy(Set<String> allowedOrigins, boolean allowsCredentials, Duration maxAge) {

  /** Stands for every origin. */
  public static final String ANY = "*";

  /** No page of another origin. */
  public static final CorsPolicy NONE = new CorsPolicy(Set.of(), false, Duration.ZERO);

  private static final String ALLOWED_METHODS = "GET, POST, DELETE";

  /** What clients of all APIs read; without a list a page sees none of them. */
  private static final String EXPOSED_HEADERS =
      "firstword-ignored-fields, idempotency-replayed, request-id, retry-after, server-timing,"
          + " turn-id, x-request-id, x-should-retry, x-vercel-ai-ui-message-stream";

  private static final int MAX_HEADER_LENGTH = 4_000;
  private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]*");

  public CorsPolicy {
    allowedOrigins = Set.copyOf(allowedOrigins);
    if (allowsCredentials && allowedOrigins.contains(ANY)) {
      throw new IllegalArgumentException("credentials need exact origins");
    }
  }

  /** Returns whether a page of this origin may use the API. An opaque origin may not. */
  boolean allows(@Nullable String origin) {
    if (origin == null) {
      return false;
    }
    String page = origin.strip();
    return allowedOrigins.contains(page)
        || (allowedOrigins.contains(ANY) && page.matches("https?://.+"));
  }

  /**
   * Adds the headers for the page that made a request, and answers a browser that asks first.
   *
   * @return whether the request has been answered
   */
  boolean handle(RequestContext context) {
    if (allowedOrigins.isEmpty() || !ApiPaths.contains(context.path())) {
      return false;
    }
    ServerResponse response = context.response();
    response.header("vary", "Origin");
    String origin = context.header("origin");
    if (origin == null || !allows(origin)) {
      return false;
    }
    response.header(
        "access-control-allow-origin", allowedOrigins.contains(ANY) ? ANY : origin.strip());
    if (allowsCredentials) {
      response.header("access-control-allow-credentials", "true");
    }
    String method = context.header("access-control-request-method");
    if (context.request().method() != HttpMethod.OPTIONS || method == null) {
      response.header("access-control-expose-headers", EXPOSED_HEADERS);
      return false;
    }
    answerPreflight(context);
    return true;
  }

  /** Any header may be sent: which ones have an effect is decided where they are read. */
  private void answerPreflight(RequestContext context) {
    ServerResponse response = context.response();
    response.header("access-control-allow-methods", ALLOWED_METHODS);
    String headers = context.header("access-control-request-headers");
    if (headers != null
        && headers.length() <= MAX_HEADER_LENGTH
        && HEADER_NAMES.matcher(headers).matches()) {
      response.header("access-control-allow-headers", headers);
    }
    response.header("access-control-max-age", Long.toString(maxAge.toSeconds()));
    context.sendEmpty(204);
  }
}
