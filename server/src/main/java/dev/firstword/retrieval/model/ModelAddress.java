package dev.firstword.retrieval.model;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * The address of an operation below a base that may hold the version already, or be the whole
 * address: {@code https://host}, {@code https://host/v1} and {@code https://host/v1/embeddings} all
 * lead to the last of them.
 */
final class ModelAddress {

  private static final Pattern VERSIONED = Pattern.compile(".*/v\\d\\w*(/[a-z]+)?");

  private ModelAddress() {}

  static URI versioned(URI base, String operation) {
    String path = path(base);
    if (path.endsWith(operation)) {
      return with(base, path);
    }
    return with(
        base, VERSIONED.matcher(path).matches() ? path + operation : path + "/v1" + operation);
  }

  static URI bare(URI base, String operation) {
    String path = path(base);
    return with(base, path.endsWith(operation) ? path : path + operation);
  }

  private static String path(URI base) {
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    return path.replaceAll("/+$", "");
  }

  private static URI with(URI base, String path) {
    String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + query);
  }
}
