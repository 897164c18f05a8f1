package dev.firstword.system;

import dev.firstword.profile.Profile;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.profile.Profile.Patience;
import dev.firstword.profile.Profiles;
import java.time.Duration;
import java.util.List;

/** The standard profile, and others that differ from it in one limit or another. */
final class TestProfiles {

  /** No turn outlives its last reader. */
  static final String UNREAD_ENDS_AT_ONCE = "unread-ends-at-once";

  /** The same, with an answer longer than any socket's buffers. */
  static final String LONG_AND_UNREAD_ENDS = "long-and-unread-ends";

  /** A turn outlives its last reader by a second. */
  static final String UNREAD_ENDS_SOON = "unread-ends-soon";

  /** A model that is silent for 600 ms has failed. */
  static final String GIVES_UP_SOON = "gives-up-soon";

  /** Says after 150 ms that it is slow. */
  static final String SAYS_SOON_THAT_IT_IS_SLOW = "says-soon-that-it-is-slow";

  /** Keeps its own system prompt. */
  static final String KEEPS_ITS_SYSTEM = "keeps-its-system";

  /** In no answer, log or refusal is this to be found. */
  static final String SYSTEM_PROMPT = "You are a helpful assistant, canary-of-the-system-prompt.";

  private static final Profile STANDARD = Profiles.standardChat();
  private static final Limits LIMITS = STANDARD.limits();

  private TestProfiles() {}

  static List<Profile> all() {
    return List.of(
        profile(STANDARD.name(), true, STANDARD.patience(), LIMITS),
        profile(UNREAD_ENDS_AT_ONCE, true, STANDARD.patience(), withGrace(Duration.ZERO)),
        longest(profile(LONG_AND_UNREAD_ENDS, true, STANDARD.patience(), withGrace(Duration.ZERO))),
        profile(UNREAD_ENDS_SOON, true, STANDARD.patience(), withGrace(Duration.ofSeconds(1))),
        profile(
            GIVES_UP_SOON,
            true,
            STANDARD.patience(),
            new Limits(
                Duration.ofMillis(600),
                Duration.ofMillis(600),
                LIMITS.total(),
                LIMITS.orphanGrace())),
        profile(
            SAYS_SOON_THAT_IT_IS_SLOW,
            true,
            new Patience(Duration.ofMillis(150), Duration.ofMillis(150)),
            LIMITS),
        profile(KEEPS_ITS_SYSTEM, false, STANDARD.patience(), LIMITS));
  }

  private static Limits withGrace(Duration grace) {
    return new Limits(LIMITS.firstToken(), LIMITS.silence(), LIMITS.total(), grace);
  }

  private static Profile longest(Profile profile) {
    return new Profile(
        profile.name(),
        profile.title(),
        profile.system(),
        profile.systemReplaceable(),
        profile.model(),
        1_000_000,
        profile.historyTokens(),
        profile.labels(),
        profile.preparing(),
        profile.patience(),
        profile.limits());
  }

  private static Profile profile(
      String name, boolean systemReplaceable, Patience patience, Limits limits) {
    return new Profile(
        name,
        STANDARD.title(),
        SYSTEM_PROMPT,
        systemReplaceable,
        STANDARD.model(),
        STANDARD.maxTokens(),
        STANDARD.historyTokens(),
        STANDARD.labels(),
        STANDARD.preparing(),
        patience,
        limits);
  }
}
