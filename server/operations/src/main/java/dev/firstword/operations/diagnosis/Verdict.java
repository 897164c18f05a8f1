package dev.firstword.operations.diagnosis;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * The one sentence that failures, objectives, alerts, recommendations and mistakes add up to.
 *
 * @param state what matters most
 * @param sentence for an operator, with what to do first
 */
public record Verdict(State state, String sentence) {

  /** What matters most, the most serious first. */
  public enum State {
    /** Too many turns fail. */
    FAILING,
    /** An objective is missed, or an alert fires. */
    SLOW,
    /** Too few turns to tell. */
    UNKNOWN,
    /** All objectives are met, and a change would save time. */
    IMPROVABLE,
    /** All objectives are met, and something is misconfigured. */
    MISCONFIGURED,
    /** There is nothing to change. */
    HEALTHY;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the verdict of a diagnosis. */
  static Verdict of(Diagnosis diagnosis) {
    Failures failures = diagnosis.failures();
    if (failures.areTooMany()) {
      return new Verdict(State.FAILING, failing(failures) + alerts(diagnosis.alerts()));
    }
    if (!diagnosis.missed().isEmpty()) {
      return new Verdict(
          State.SLOW,
          missed(diagnosis.missed().getFirst()) + change(diagnosis) + alerts(diagnosis.alerts()));
    }
    if (!diagnosis.alerts().isEmpty()) {
      return new Verdict(State.SLOW, alerts(diagnosis.alerts()).strip() + change(diagnosis));
    }
    if (!diagnosis.isConclusive()) {
      return new Verdict(
          State.UNKNOWN, "Too few turns with text to tell: " + diagnosis.turns() + ".");
    }
    if (!diagnosis.recommendations().isEmpty()) {
      return new Verdict(State.IMPROVABLE, "No objective is missed." + change(diagnosis));
    }
    if (!diagnosis.mistakes().isEmpty()) {
      return new Verdict(
          State.MISCONFIGURED,
          "No objective is missed. " + diagnosis.mistakes().getFirst().sentence());
    }
    return new Verdict(
        State.HEALTHY, "No change recommended (" + diagnosis.turns() + " turns with text).");
  }

  private static String failing(Failures failures) {
    Failures.Cause first = failures.causes().getFirst();
    String model = first.model().isEmpty() ? "" : " with " + first.model();
    return "%d of %d turns failed, %s%s because %s (%s). %s"
        .formatted(
            failures.failed(),
            failures.turns(),
            failures.causes().size() == 1 ? "all" : first.turns() + " of them",
            model,
            first.reason(),
            first.code(),
            first.remedy());
  }

  private static String missed(MissedObjective missed) {
    return "The objective %s is missed: %s %% of %d turns are over %s ms, and %s %% may be."
        .formatted(
            MissedObjective.nameOf(missed.slo()),
            percent(1 - missed.count().share()),
            missed.count().count(),
            number(missed.slo().limit()),
            percent(1 - missed.slo().target()));
  }

  private static String change(Diagnosis diagnosis) {
    return diagnosis.recommendations().isEmpty()
        ? " No known change would help."
        : " Change first: " + diagnosis.recommendations().getFirst().title() + ".";
  }

  /** An objective can have two alerts, one for each severity. */
  private static String alerts(List<String> names) {
    return names.isEmpty() ? "" : " Alerts fire: " + String.join(", ", new TreeSet<>(names)) + ".";
  }

  private static String percent(double share) {
    return number(Math.round(share * 1_000) / 10.0);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value);
  }
}
