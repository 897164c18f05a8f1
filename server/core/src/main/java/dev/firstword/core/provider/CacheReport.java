package dev.firstword.core.provider;

import dev.firstword.core.prompt.CacheMiss;
import org.jspecify.annotations.Nullable;

/**
 * What a response says of itself for the next request, and of the request before.
 *
 * @param responseId with which the next request can be compared; empty if it has none
 * @param miss what the request before had cached and this one did not read; null if the provider
 *     names no cause
 */
public record CacheReport(String responseId, @Nullable CacheMiss miss) {

  /** A longer id is none of a provider, and is not kept. */
  private static final int MAX_ID_LENGTH = 200;

  public CacheReport {
    responseId = responseId.length() > MAX_ID_LENGTH ? "" : responseId;
  }
}
