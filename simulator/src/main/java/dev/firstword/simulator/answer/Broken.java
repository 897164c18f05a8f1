package dev.firstword.simulator.answer;

import dev.firstword.simulator.prompt.Turn;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An answer that broke off, and that the user's last message wants to be gone on with. */
record Broken(String question, String soFar) {
  private static final Pattern GO_ON =
      Pattern.compile("(?i)\\b(?:continue|go on) (?:exactly )?(?:where|from where)\\b");

  static Optional<Broken> askedToGoOn(List<Turn> turns) {
    int last = turns.size() - 1;
    boolean asked =
        last >= 2
            && turns.get(last).role() == Turn.Role.USER
            && GO_ON.matcher(turns.get(last).text()).find()
            && turns.get(last - 1).role() == Turn.Role.ASSISTANT
            && turns.get(last - 2).role() == Turn.Role.USER;
    return asked
        ? Optional.of(new Broken(turns.get(last - 2).text(), turns.get(last - 1).text()))
        : Optional.empty();
  }

  /** What comes after as many tokens as there are already. */
  Answer rest(Answer whole) {
    return whole.after(Answer.of(soFar).tokens());
  }
}
