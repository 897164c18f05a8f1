package dev.firstword.operations.audit;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An administrative act.
 *
 * @param act such as {@code key_created}
 * @param actor who did it, such as {@code operator acme/ops}
 * @param keyId the API key that authenticated them; null for none
 * @param origin from where: an address, or {@code command line}
 * @param target what it was done to, by name, such as {@code tenant}
 * @param outcome {@code done}, {@code incomplete}, {@code failed}, or {@code refused} with a code
 */
public record AuditEntry(
    Instant time,
    String act,
    String actor,
    @Nullable String keyId,
    String origin,
    Map<String, String> target,
    String outcome) {

  public static final String DONE = "done";

  public AuditEntry {
    target = Map.copyOf(target);
  }
}
