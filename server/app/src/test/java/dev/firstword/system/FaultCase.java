package dev.firstword.system;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.util.List;
import java.util.OptionalLong;

/**
 * A fault of a provider and the error that the user should see. A turn whose provider has too many
 * calls waits instead: see {@link ProviderRateLimitTest}.
 *
 * @param hasText whether part of the answer arrives before the fault
 */
record FaultCase(
    Fault fault, String code, String action, boolean hasText, OptionalLong retryAfterMs) {

  static List<FaultCase> all() {
    return List.of(
        atOnce(FaultKind.REFUSE, "model_unreachable", "retry"),
        beforeTheFirstToken(FaultKind.REFUSE, "model_unreachable", "retry"),
        inTheText(FaultKind.REFUSE, "model_cut", "continue"),
        atOnce(FaultKind.AUTHENTICATION, "model_unauthorized", "contact"),
        beforeTheFirstToken(FaultKind.AUTHENTICATION, "model_unauthorized", "contact"),
        inTheText(FaultKind.AUTHENTICATION, "model_unauthorized", "contact"),
        new FaultCase(
            Fault.always(FaultKind.RATE_LIMIT).retryAfterSeconds(1).afterTokens(5),
            "model_rate_limited",
            "continue",
            true,
            OptionalLong.of(1_000)),
        atOnce(FaultKind.SERVER_ERROR, "model_failed", "retry"),
        beforeTheFirstToken(FaultKind.SERVER_ERROR, "model_failed", "retry"),
        inTheText(FaultKind.SERVER_ERROR, "model_failed", "continue"),
        inTheText(FaultKind.OVERLOADED, "model_overloaded", "continue"),
        atOnce(FaultKind.SILENCE, "model_silent", "retry"),
        beforeTheFirstToken(FaultKind.SILENCE, "model_silent", "retry"),
        inTheText(FaultKind.SILENCE, "model_silent", "continue"),
        atOnce(FaultKind.WEDGED_THINKING, "model_silent", "retry"),
        atOnce(FaultKind.EMPTY_DELTAS, "model_silent", "retry"),
        atOnce(FaultKind.HALF_OPEN, "model_silent", "retry"),
        atOnce(FaultKind.CUT, "model_unreachable", "retry"),
        beforeTheFirstToken(FaultKind.CUT, "model_cut", "retry"),
        inTheText(FaultKind.CUT, "model_cut", "continue"),
        atOnce(FaultKind.HUGE_EVENT, "model_malformed", "retry"),
        beforeTheFirstToken(FaultKind.HUGE_EVENT, "model_malformed", "retry"),
        inTheText(FaultKind.HUGE_EVENT, "model_malformed", "continue"));
  }

  private static FaultCase atOnce(FaultKind kind, String code, String action) {
    return new FaultCase(Fault.always(kind), code, action, false, OptionalLong.empty());
  }

  private static FaultCase beforeTheFirstToken(FaultKind kind, String code, String action) {
    return new FaultCase(
        Fault.always(kind).afterTokens(0), code, action, false, OptionalLong.empty());
  }

  private static FaultCase inTheText(FaultKind kind, String code, String action) {
    return new FaultCase(
        Fault.always(kind).afterTokens(5), code, action, true, OptionalLong.empty());
  }

  /**
   * Returns a request with timeouts short enough for a test, which only silence exceeds. They also
   * end the retries of transient failures.
   */
  ChatCall ask(String question) {
    ChatCall call = ChatCall.faltering(question);
    return switch (fault.kind()) {
      case SILENCE, REFUSE, SERVER_ERROR, CUT ->
          call.profile(hasText ? TestProfiles.SHORT_IDLE_TIMEOUT : TestProfiles.SHORT_TIMEOUTS);
      case WEDGED_THINKING, EMPTY_DELTAS, HALF_OPEN ->
          call.profile(TestProfiles.SHORT_TOTAL_TIMEOUT);
      default -> call;
    };
  }

  @Override
  public String toString() {
    String when =
        fault.afterTokens().isPresent()
            ? " after " + fault.afterTokens().getAsInt() + " tokens"
            : " at once";
    return fault.kind().wireName() + when + " is " + code;
  }
}
