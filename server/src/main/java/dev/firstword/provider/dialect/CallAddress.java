package dev.firstword.provider.dialect;

import java.net.URI;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Where calls go, made from the base address that somebody configured.
 *
 * <p>What people write as a base address differs by product, so that each of these leads to {@code
 * https://host/v1/messages}: {@code https://host}, {@code https://host/}, {@code https://host/v1},
 * {@code https://host/v1/} and the whole address itself. A path in front is kept ({@code
 * https://gateway/anthropic} leads to {@code https://gateway/anthropic/v1/messages}), and so is a
 * query. Where the path names a version of its own ({@code /api/v4}, {@code /v1beta/openai}), none
 * is added.
 *
 * @param uri absolute, {@code http} or {@code https}
 */
public record CallAddress(URI uri) {

  private static final Pattern VERSION = Pattern.compile("v[0-9]+((alpha|beta)[0-9]*)?");

  /**
   * Makes the address of an operation.
   *
   * @param operation the path below the version, such as {@code /messages}
   * @throws IllegalArgumentException for an address that is not absolute, not {@code http} or
   *     {@code https}, has no host, or has a user or fragment
   */
  public static CallAddress of(URI base, String operation) {
    String scheme = base.getScheme();
    if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        || base.getHost() == null) {
      throw new IllegalArgumentException("a provider's address begins with http:// or https://");
    }
    if (base.getRawUserInfo() != null || base.getRawFragment() != null) {
      throw new IllegalArgumentException("a provider's address has neither user nor fragment");
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
        URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + query));
  }

  private static boolean namesVersion(String path) {
    return Arrays.stream(path.split("/", -1)).anyMatch(part -> VERSION.matcher(part).matches());
  }
}
