package dev.firstword.doctor;

/** The result of one check for one subject, with the evidence as a message. */
public sealed interface CheckResult {

  CheckSubject subject();

  String evidence();

  /** As expected. */
  record Pass(CheckSubject subject, String evidence) implements CheckResult {}

  /** Worth knowing, but harmless to streams. */
  record Note(CheckSubject subject, String evidence) implements CheckResult {}

  /** Impairs streams. */
  record Fault(CheckSubject subject, String evidence, ProxyFix remedy) implements CheckResult {}

  /** Could not be determined. */
  record Unknown(CheckSubject subject, String evidence) implements CheckResult {}
}
