package dev.firstword.identity;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a call was refused with. */
public final class Refusals {

  private Refusals() {}

  /** Fails when the call is not refused. */
  public static Problem of(ThrowingCallable call) {
    return Objects.requireNonNull(
            catchThrowableOfType(RefusedException.class, call), "nothing was refused")
        .problem();
  }
}
