package dev.firstword.doctor;

/** What one check found out about one subject, with the evidence as a sentence. */
public sealed interface Finding {

  Subject subject();

  String evidence();

  /** As it should be. */
  record Fine(Subject subject, String evidence) implements Finding {}

  /** Worth knowing, and nothing that costs anybody a word. */
  record Note(Subject subject, String evidence) implements Finding {}

  /** Stands in the way of a stream. */
  record Fault(Subject subject, String evidence, Remedy remedy) implements Finding {}

  /** Could not be found out. */
  record Unknown(Subject subject, String evidence) implements Finding {}
}
