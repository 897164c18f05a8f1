package dev.firstword.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a client reaches its server.
 *
 * @param url without a slash at its end
 * @param token asked before each request, so that it may change
 * @param user the user that a service acts for
 * @param responseTimeout from a request for a stream to its headers, which the server sends before
 *     any slow work
 * @param idleTimeout between two reads of a stream, in which the server sends comments
 * @param requestTimeout of a request that is no stream, for each attempt
 */
record ClientSettings(
    String url,
    HttpClient http,
    @Nullable Supplier<String> token,
    @Nullable String user,
    Duration responseTimeout,
    Duration idleTimeout,
    Duration requestTimeout,
    RetryPolicy retry) {

  ClientSettings withUser(String name) {
    return new ClientSettings(
        url, http, token, name, responseTimeout, idleTimeout, requestTimeout, retry);
  }

  ClientSettings withRetry(RetryPolicy policy) {
    return new ClientSettings(
        url, http, token, user, responseTimeout, idleTimeout, requestTimeout, policy);
  }
}
