package dev.firstword.monitor.diagnosis;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node of the decision tree, as data.
 *
 * @param reason why that is asked, and what the thresholds are from
 * @param evidence what is measured for it
 * @param answers in the order they are shown
 */
record Question(
    String id,
    String text,
    String reason,
    Function<Sample, List<Evidence>> evidence,
    List<Answer> answers) {

  /** One that leads on, to another question or to a remedy. */
  record Answer(String text, @Nullable Question next, @Nullable Remedy remedy) {

    static Answer leadsTo(String text, Question next) {
      return new Answer(text, next, null);
    }

    static Answer calls(String text, Remedy remedy) {
      return new Answer(text, null, remedy);
    }
  }

  Question {
    answers = List.copyOf(answers);
  }
}
