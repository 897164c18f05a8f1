package dev.firstword.adapters.dialect;

import java.net.URI;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The URI of a provider operation, derived from the configured base address.
 *
 * <p>Conventions for base addresses differ by product, so all of these lead to {@code
 * https://host/v1/messages}: {@code https://host}, {@code https://host/}, {@code https://host/v1},
 * {@code https://host/v1/} and the complete address. A path prefix is kept ({@code
 * https://gateway/anthropic} leads to {@code https://gateway/anthropic/v1/messages}), and so is a
 * query. If the path already contains a version ({@code /api/v4}, {@code /v1beta/openai}), none is
 * added.
 *
 * @param uri absolute, {@code http} or {@code https}
 * @param operation the end of its path, such as {@code /messages}
 */
public record CallAddress(URI uri, String operation) {

  private static final Pattern VERSION = Pattern.compile("v[0-9]+((alpha|beta)[0-9]*)?");

  /**
   * Returns the address of an operation.
   *
   * @param operation the path below the version, such as {@code /messages}
   * @throws IllegalArgumentException if the address is not absolute, is not {@code http} or {@code
   *     https}, has no host, or has a user or fragment
   */
  public static CallAddress of(URI base, String operation) {
    String scheme = base.getScheme();
    if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        || base.getHost() == null) {
      throw new IllegalArgumentException(
          "a provider's address must start with http:// or https://");
    }
    if (base.getRawUserInfo() != null || base.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "a provider's address must have neither user nor fragment");
    }
    String path = base.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    if (!path.endsWith(operation)) {
      path = namesVersion(path) ? path + operation : path + "/v1" + operation;
    }
    String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    return new CallAddress(
        URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + query), operation);
  }

  /**
   * Returns the address of another operation of the same API.
   *
   * @param path below the version, such as {@code /models/some-model}
   */
  public URI sibling(String path) {
    String own = uri.getRawPath();
    String parent = own.substring(0, own.length() - operation.length());
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + parent + path + query);
  }

  /**
   * Returns an address below this one.
   *
   * @param path begins with a slash
   * @param query added to the query of this address; empty for none
   */
  public URI below(String path, String query) {
    String own = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    String joined = own.isEmpty() || query.isEmpty() ? own + query : own + "&" + query;
    return URI.create(
        uri.getScheme()
            + "://"
            + uri.getRawAuthority()
            + uri.getRawPath()
            + path
            + (joined.isEmpty() ? "" : "?" + joined));
  }

  private static boolean namesVersion(String path) {
    return Arrays.stream(path.split("/", -1))
        .anyMatch(segment -> VERSION.matcher(segment).matches());
  }
}
