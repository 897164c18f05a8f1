package dev.firstword.api;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.key.IssuedKey;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.operations.audit.AuditEntry;
import dev.firstword.operations.audit.AuditLog;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records the administrative acts among requests, and what became of them. */
record RequestAudit(AuditLog log, InstantSource clock) {

  private static final int MAX_FORWARDED_LENGTH = 200;

  /**
   * Where a request is from.
   *
   * @param address the client's, or that of a proxy
   * @param forwardedFor what a proxy says of the client's; null if none does
   * @param keyId the id of the API key; null for other credentials
   */
  record Origin(String address, @Nullable String forwardedFor, @Nullable String keyId) {

    /** Reads the origin of a request on its event loop. */
    static Origin of(RequestContext context) {
      String forwarded = context.header("x-forwarded-for");
      return new Origin(
          context.remoteHost(),
          forwarded == null || forwarded.length() <= MAX_FORWARDED_LENGTH
              ? forwarded
              : forwarded.substring(0, MAX_FORWARDED_LENGTH),
          RequestAuthorizer.bearer(context)
              .flatMap(IssuedKey::parse)
              .map(IssuedKey::id)
              .orElse(null));
    }
  }

  /**
   * Runs an act and records its outcome.
   *
   * @param target the user whom it is about; null for none
   * @param outcome tells the outcome of an act that did not throw
   */
  <T> T run(
      String act,
      Origin origin,
      Principal principal,
      @Nullable Caller target,
      Supplier<T> work,
      Function<T, String> outcome) {
    try {
      T result = work.get();
      record(act, origin, principal, target, outcome.apply(result));
      return result;
    } catch (ProblemException e) {
      record(act, origin, principal, target, refusal(e));
      throw e;
    } catch (RuntimeException e) {
      record(act, origin, principal, target, "failed");
      throw e;
    }
  }

  /** Finds out whom an act is about, and records it if it is refused. */
  Caller target(String act, Origin origin, Principal principal, Supplier<Caller> target) {
    try {
      return target.get();
    } catch (ProblemException e) {
      record(act, origin, principal, null, refusal(e));
      throw e;
    }
  }

  private static String refusal(ProblemException refused) {
    return "refused: " + refused.problem().code();
  }

  private void record(
      String act, Origin origin, Principal principal, @Nullable Caller target, String outcome) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (origin.forwardedFor != null) {
      fields.put("forwarded_for", origin.forwardedFor);
    }
    if (target != null) {
      fields.put("tenant", target.tenant());
      fields.put("user_digest", AuditLog.digestOf(target.tenant(), target.user()));
    }
    Caller caller = principal.caller();
    log.record(
        new AuditEntry(
            clock.instant(),
            act,
            principal.role().wireName() + " " + caller.tenant() + "/" + caller.user(),
            origin.keyId,
            origin.address,
            fields,
            outcome));
  }
}
