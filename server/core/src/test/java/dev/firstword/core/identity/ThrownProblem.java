package dev.firstword.core.identity;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Captures the problem that a call was rejected with. */
public final class ThrownProblem {

  private ThrownProblem() {}

  /** Returns the problem; fails if the call is not rejected. */
  public static Problem of(ThrowingCallable call) {
    return Objects.requireNonNull(
            catchThrowableOfType(ProblemException.class, call), "nothing was refused")
        .problem();
  }
}
