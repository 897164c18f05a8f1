package dev.firstword.api;

/** The paths of the APIs, beside which there are only pages. */
final class ApiPaths {

  private ApiPaths() {}

  /** Returns whether a path belongs to the server's own API or to one of the providers'. */
  static boolean contains(String path) {
    return path.startsWith("/api/") || path.startsWith("/v1/");
  }
}
