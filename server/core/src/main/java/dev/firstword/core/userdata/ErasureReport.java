package dev.firstword.core.userdata;

import java.util.List;
import java.util.Map;

/**
 * The result of an erasure.
 *
 * @param deleted the number of deleted rows, by kind
 * @param incomplete the parts that may still hold data, each with the reason; empty if none does
 */
public record ErasureReport(Map<String, Long> deleted, List<String> incomplete) {

  public ErasureReport {
    deleted = Map.copyOf(deleted);
    incomplete = List.copyOf(incomplete);
  }
}
