package dev.firstword.simulator.playback;

import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.latency.ModelSpeed;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * All that is settled about an answer before any of it is sent.
 *
 * @param arrivedAt when the call came, on the timer's clock; the start counts from it
 * @param gaps what the gaps between tokens are drawn from
 * @param fault what is to go wrong with it
 */
public record Script(
    Dialect dialect,
    Answer answer,
    long arrivedAt,
    ModelSpeed.Start start,
    ModelSpeed speed,
    RandomGenerator gaps,
    Optional<Fault> fault) {

  long headAt() {
    return arrivedAt + start.headNanos();
  }

  long firstTokenAt() {
    return arrivedAt + start.firstTokenNanos();
  }

  long drawGap() {
    return speed.drawGapNanos(gaps);
  }
}
