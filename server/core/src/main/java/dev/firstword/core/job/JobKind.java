package dev.firstword.core.job;

import dev.firstword.core.protocol.Identifier;

/** What a job is for its client. The beginning of its id tells. */
public enum JobKind {
  /** A job of {@code /api/jobs}. Each attempt answers anew. */
  JOB("job"),
  /**
   * A background response of the Responses API. Its text is a stream of numbered pieces, so an
   * attempt continues the text of the one before.
   */
  RESPONSE("resp");

  private final String idPrefix;

  JobKind(String idPrefix) {
    this.idPrefix = idPrefix;
  }

  /** Returns a new id of this kind. */
  String createId(long epochMs) {
    return Identifier.create(idPrefix, epochMs);
  }

  static JobKind of(Job job) {
    return Identifier.matches(RESPONSE.idPrefix, job.id()) ? RESPONSE : JOB;
  }
}
