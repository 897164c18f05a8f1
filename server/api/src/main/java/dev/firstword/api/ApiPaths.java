package dev.firstword.api;

import java.util.List;
import java.util.Optional;

/** The paths of the APIs, beside which there are only pages. */
final class ApiPaths {

  /** Below it, only this server's own clients. */
  private static final String OWN = "/api";

  private static final String BASE_URLS =
      " Clients of OpenAI's APIs need the base URL of this server with /v1 behind it,"
          + " clients of Anthropic's API the one without a path.";

  /**
   * A path below which there is an API.
   *
   * @param isServed whether this server has it, or clients of other servers ask for it
   * @param hint what to tell a client that asks for something unknown below it; may be empty
   */
  private record Prefix(String path, boolean isServed, String hint) {

    boolean contains(String other) {
      return other.startsWith(path)
          && (other.length() == path.length() || other.charAt(path.length()) == '/');
    }
  }

  /** The first that contains a path counts. */
  private static final List<Prefix> PREFIXES =
      List.of(
          new Prefix("/api/v1", true, BASE_URLS),
          new Prefix(OWN, true, ""),
          new Prefix("/v1/v1", true, BASE_URLS),
          new Prefix("/v1", true, ""),
          new Prefix("/v1beta", false, BASE_URLS),
          new Prefix("/v2", false, BASE_URLS),
          new Prefix("/openai", false, BASE_URLS),
          new Prefix("/anthropic", false, BASE_URLS),
          new Prefix("/chat/completions", false, BASE_URLS),
          new Prefix("/completions", false, BASE_URLS),
          new Prefix("/responses", false, BASE_URLS),
          new Prefix("/messages", false, BASE_URLS),
          new Prefix("/models", false, BASE_URLS),
          new Prefix("/embeddings", false, BASE_URLS));

  private ApiPaths() {}

  /** Returns whether a path belongs to the server's own API or to one of the providers'. */
  static boolean contains(String path) {
    return find(path).filter(Prefix::isServed).isPresent();
  }

  /** Returns whether clients of providers' APIs ask for a path, at the right address or not. */
  static boolean isOfProvider(String path) {
    return find(path).filter(prefix -> !prefix.path.equals(OWN)).isPresent();
  }

  /**
   * Returns what to tell a program that asks for a path that is none; empty if only a browser would
   * ask for it. A program can't read a page.
   */
  static Optional<String> hint(String path) {
    return find(path).map(Prefix::hint);
  }

  private static Optional<Prefix> find(String path) {
    return PREFIXES.stream().filter(prefix -> prefix.contains(path)).findFirst();
  }
}
