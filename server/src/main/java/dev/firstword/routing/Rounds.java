package dev.firstword.routing;

import dev.firstword.provider.ProviderFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is still to be asked for one answer: in the first round each that may stand in, in those that
 * follow whoever failed in passing, and then whoever was silent.
 */
final class Rounds {

  /** Before those that failed in passing are asked again. */
  private static final Duration BREATH = Duration.ofMillis(250);

  /** A provider that wants a longer rest is not waited for. */
  private static final Duration LONGEST_BREATH = Duration.ofSeconds(2);

  private final int most;
  private final Deque<Prospect> still = new ArrayDeque<>();
  private final List<Prospect> again = new ArrayList<>();
  private final List<Prospect> silent = new ArrayList<>();
  private int round = 1;
  private Duration breath = BREATH;

  /**
   * At the beginning of the first.
   *
   * @param standIns in the order in which they are to be asked
   * @param most rounds that there may be
   */
  Rounds(List<Prospect> standIns, int most) {
    still.addAll(standIns);
    this.most = most;
  }

  /** Takes that one out of turn. */
  void take(Prospect prospect) {
    still.remove(prospect);
  }

  boolean isStillToBeAsked(Prospect prospect) {
    return still.contains(prospect);
  }

  /** Whether nobody is left in this round. */
  boolean isOver() {
    return still.isEmpty();
  }

  /** Whether no round may follow this one. */
  boolean isLast() {
    return round >= most;
  }

  /** It may be well again in a moment, or not; the next round is told by what it said. */
  void failed(Prospect prospect, ProviderFailure failure) {
    Fallback.backIn(failure, LONGEST_BREATH)
        .ifPresent(rest -> {
          again.add(prospect);
          breath = rest.compareTo(breath) > 0 ? rest : breath;
        });
  }

  void wasSilent(Prospect prospect) {
    silent.add(prospect);
  }

  /** Nobody else is to be asked, now or later. */
  void end() {
    still.clear();
    again.clear();
    silent.clear();
    round = most;
  }

  /** One that has many calls waiting is the last to be asked, and better than an error. */
  @Nullable Prospect nextReady() {
    still.removeIf(prospect -> !prospect.isWell());
    Prospect next =
        still.stream().filter(Prospect::isReady).findFirst().orElseGet(still::peekFirst);
    if (next != null) {
      still.remove(next);
    }
    return next;
  }

  /** The next in turn, whatever is known of it by now; absent where nobody is left. */
  @Nullable Prospect next() {
    return still.pollFirst();
  }

  /** Whether there is anybody to be asked once more. */
  boolean isAnother() {
    return !isLast() && !(again.isEmpty() && silent.isEmpty());
  }

  /** Before the next round, as long as those in it have asked for. */
  Duration breath() {
    return breath;
  }

  /** Begins the next one. */
  void beginAnother() {
    round++;
    still.addAll(again);
    still.addAll(silent); // A silence costs more than a refusal does.
    again.clear();
    silent.clear();
  }
}
