package dev.firstword.adapters.provider;

import dev.firstword.adapters.dialect.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** An error response that only tells a client what is wrong with its request. */
final class ClientFault {

  /** Other statuses are about the server's own account. */
  private static final Set<Integer> STATUSES = Set.of(400, 413, 422);

  private ClientFault() {}

  /** Returns whether the client may read the response. */
  static boolean isAt(int status, byte[] body) {
    return STATUSES.contains(status)
        && WireJson.isObject(new String(body, StandardCharsets.UTF_8).strip());
  }
}
