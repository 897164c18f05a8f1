package dev.firstword.spring;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the starter.
 *
 * @param url the server
 * @param key an API key; for the relay, one with the role {@code service}
 * @param connectTimeout to connect
 * @param responseTimeout from the request for a stream to its headers
 * @param idleTimeout silence of a stream
 * @param requestTimeout each attempt of any other request
 * @param relay the relay for the calls of a page
 * @param tokens the tokens with which pages call the server themselves
 */
@ConfigurationProperties("firstword")
public record FirstwordProperties(
    @DefaultValue("http://127.0.0.1:8080") URI url,
    @Nullable String key,
    @DefaultValue("10s") Duration connectTimeout,
    @DefaultValue("15s") Duration responseTimeout,
    @DefaultValue("35s") Duration idleTimeout,
    @DefaultValue("60s") Duration requestTimeout,
    @DefaultValue Relay relay,
    @DefaultValue Tokens tokens) {

  /**
   * The settings of the relay.
   *
   * @param enabled whether there is a relay
   * @param path where the page sends its calls
   * @param routes the first parts of the paths that are forwarded; all others are 404
   * @param anonymousUser the user of callers who are not signed in; without it, they are refused
   * @param maxRequest the largest request
   * @param timeout how long a response may take, streams included
   */
  public record Relay(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("/api") String path,
      @DefaultValue({
            "about",
            "chat",
            "conversations",
            "documents",
            "jobs",
            "prepare",
            "search",
            "turns",
            "ui",
            "vitals"
          })
          List<String> routes,
      @Nullable String anonymousUser,
      @DefaultValue("32MB") DataSize maxRequest,
      @DefaultValue("30m") Duration timeout) {}

  /**
   * The settings of the tokens with which pages call the server themselves.
   *
   * @param enabled whether the application issues them
   * @param path where the page asks for one, with POST
   * @param lifetime from 1 to 15 minutes
   * @param profiles the only profiles that the page may use; empty for all of them
   * @param turnsPerMinute how many turns a user may start with them; none for as many as the server
   *     allows
   */
  public record Tokens(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("/firstword/token") String path,
      @DefaultValue("5m") Duration lifetime,
      @DefaultValue List<String> profiles,
      @Nullable Integer turnsPerMinute) {}
}
