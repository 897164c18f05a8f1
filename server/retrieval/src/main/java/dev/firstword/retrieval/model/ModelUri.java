package dev.firstword.retrieval.model;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Resolves the URI of an operation against a base URI. The base may already contain the version or
 * be complete: {@code https://host}, {@code https://host/v1} and {@code https://host/v1/embeddings}
 * all resolve to the last.
 */
final class ModelUri {

  private static final Pattern VERSIONED = Pattern.compile(".*/v\\d\\w*(/[a-z]+)?");

  private ModelUri() {}

  static URI withVersion(URI base, String operation) {
    String path = path(base);
    if (path.endsWith(operation)) {
      return withPath(base, path);
    }
    return withPath(
        base, VERSIONED.matcher(path).matches() ? path + operation : path + "/v1" + operation);
  }

  static URI withoutVersion(URI base, String operation) {
    String path = path(base);
    return withPath(base, path.endsWith(operation) ? path : path + operation);
  }

  private static String path(URI base) {
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    return path.replaceAll("/+$", "");
  }

  private static URI withPath(URI base, String path) {
    String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + query);
  }
}
