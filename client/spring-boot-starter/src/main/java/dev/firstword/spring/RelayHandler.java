package dev.firstword.spring;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.HttpRequestHandler;

/**
 * Forwards the calls of a page to the server, for the signed-in user. Neither cookies nor
 * credentials of the page leave the application, and its key does not reach the page.
 */
final class RelayHandler implements HttpRequestHandler {

  private static final List<String> REQUEST_HEADERS =
      List.of("Accept", "Content-Type", "Last-Event-ID", "Idempotency-Key", "traceparent");

  /** A character of a path, or an encoded one, but no encoded dot, slash or backslash. */
  private static final String CHARACTER =
      "(?:[\\w~!$&'()*+,=:@-]|%(?!2[eEfF]|5[cC]|00)[0-9a-fA-F]{2})";

  /** No segment begins with a dot, so none climbs. */
  private static final Pattern SAFE_PATH =
      Pattern.compile("(?:/" + CHARACTER + "(?:" + CHARACTER + "|[.])*+)+");

  private final FirstwordProperties properties;
  private final UserResolver users;
  private final HttpClient http;
  private final RelayTimer timer;
  private final Set<String> routes;

  RelayHandler(
      FirstwordProperties properties, UserResolver users, HttpClient http, RelayTimer timer) {
    this.properties = properties;
    this.users = users;
    this.http = http;
    this.timer = timer;
    this.routes = Set.copyOf(properties.relay().routes());
  }

  @Override
  public void handleRequest(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    path = path.substring(Math.min(path.length(), properties.relay().path().length()));
    String route = path.split("/", 3).length > 1 ? path.split("/", 3)[1] : "";
    if (!SAFE_PATH.matcher(path).matches() || !routes.contains(route)) {
      PageProblem.UNKNOWN_ROUTE.send(response);
      return;
    }
    Optional<String> caller = caller(request);
    if (caller.isEmpty()) {
      PageProblem.NOT_SIGNED_IN.send(response);
      return;
    }
    byte @Nullable [] body = body(request);
    if (body == null) {
      PageProblem.TOO_LARGE.send(response);
      return;
    }
    HttpRequest forwarded;
    try {
      forwarded = forwarded(request, path, caller.get(), body);
    } catch (IllegalArgumentException e) {
      PageProblem.UNKNOWN_ROUTE.send(response); // A query or a header with illegal characters.
      return;
    }
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(properties.relay().timeout().toMillis());
    new RelayedResponse(async, response, route, timer).start(http, forwarded);
  }

  private Optional<String> caller(HttpServletRequest request) {
    String name = users.resolve(request);
    return Optional.ofNullable(name == null ? properties.relay().anonymousUser() : name)
        .map(UserIds::of)
        .filter(UserIds::isValid);
  }

  /** Reads the body, or nothing if it is too large. */
  private byte @Nullable [] body(HttpServletRequest request) throws IOException {
    int limit = Math.toIntExact(properties.relay().maxRequest().toBytes());
    if (request.getContentLengthLong() > limit) {
      return null;
    }
    byte[] body = request.getInputStream().readNBytes(limit + 1);
    return body.length > limit ? null : body;
  }

  private HttpRequest forwarded(
      HttpServletRequest request, String path, String caller, byte[] body) {
    String base = properties.url().toString().replaceAll("/+$", "");
    String query = request.getQueryString();
    HttpRequest.Builder forwarded =
        HttpRequest.newBuilder(
                URI.create(base + "/api" + path + (query == null ? "" : "?" + query)))
            .timeout(properties.requestTimeout())
            .method(
                request.getMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    for (String name : REQUEST_HEADERS) {
      String value = request.getHeader(name);
      if (value != null) {
        forwarded.header(name, value);
      }
    }
    String key = properties.key();
    if (key != null && !key.isBlank()) {
      forwarded.header("Authorization", "Bearer " + key).header("Firstword-User", caller);
    }
    return forwarded.build();
  }
}
