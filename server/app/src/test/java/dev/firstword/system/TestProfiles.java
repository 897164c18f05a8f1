package dev.firstword.system;

import dev.firstword.core.profile.AnswerPolicy;
import dev.firstword.core.profile.AnswerPolicy.ThinkingDisplay;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profile.NoticeAfter;
import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.profile.Profiles;
import java.time.Duration;
import java.util.List;

/** The standard profile, and variants of it with other limits. */
final class TestProfiles {

  /** A turn is cancelled as soon as its last reader disconnects. */
  static final String CANCELS_ON_DISCONNECT = "unread-ends-at-once";

  /** Cancels on disconnect, and has an answer longer than any socket buffer. */
  static final String LONG_AND_CANCELS_ON_DISCONNECT = "long-and-unread-ends";

  /** A turn is cancelled one second after its last reader disconnects. */
  static final String SHORT_DISCONNECT_GRACE = "unread-ends-soon";

  /** A model that is silent for 600 ms has failed. */
  static final String SHORT_TIMEOUTS = "gives-up-soon";

  /** A model that pauses for 600 ms in its answer has failed. */
  static final String SHORT_IDLE_TIMEOUT = "gives-up-soon-in-the-text";

  /** A call that lasts longer than a second has failed, however alive it is; one retry. */
  static final String SHORT_TOTAL_TIMEOUT = "ends-soon";

  /** Shows the text of thoughts. */
  static final String SHOWS_THOUGHTS = "shows-thoughts";

  /** Shows only that the model thinks. */
  static final String HIDES_THOUGHTS = "hides-thoughts";

  /** Publishes a slow notice after 150 ms. */
  static final String EARLY_SLOW_NOTICE = "says-soon-that-it-is-slow";

  /** Does not allow another system prompt. */
  static final String FIXED_SYSTEM_PROMPT = "keeps-its-system";

  /** Must not appear in any response or log. */
  static final String SYSTEM_PROMPT = "You are a helpful assistant, canary-of-the-system-prompt.";

  private static final Profile STANDARD = Profiles.defaultChat();
  private static final Timeouts LIMITS = STANDARD.timeouts();

  private TestProfiles() {}

  static List<Profile> all() {
    return List.of(
        profile(STANDARD.name(), true, STANDARD.noticeAfter(), LIMITS),
        profile(CANCELS_ON_DISCONNECT, true, STANDARD.noticeAfter(), withGrace(Duration.ZERO)),
        withMaxTokens(
            profile(
                LONG_AND_CANCELS_ON_DISCONNECT,
                true,
                STANDARD.noticeAfter(),
                withGrace(Duration.ZERO))),
        profile(
            SHORT_DISCONNECT_GRACE, true, STANDARD.noticeAfter(), withGrace(Duration.ofSeconds(1))),
        profile(
            SHORT_TIMEOUTS,
            true,
            STANDARD.noticeAfter(),
            new Timeouts(
                Duration.ofMillis(600),
                Duration.ofMillis(600),
                LIMITS.total(),
                LIMITS.disconnectGrace())),
        profile(
            SHORT_IDLE_TIMEOUT,
            true,
            STANDARD.noticeAfter(),
            new Timeouts(
                LIMITS.firstToken(),
                Duration.ofMillis(600),
                LIMITS.total(),
                LIMITS.disconnectGrace())),
        profile(
            SHORT_TOTAL_TIMEOUT,
            true,
            STANDARD.noticeAfter(),
            new Timeouts(
                Duration.ofSeconds(2),
                LIMITS.idle(),
                Duration.ofSeconds(1),
                LIMITS.disconnectGrace())),
        withThinkingDisplay(SHOWS_THOUGHTS, ThinkingDisplay.FULL),
        withThinkingDisplay(HIDES_THOUGHTS, ThinkingDisplay.NONE),
        profile(
            EARLY_SLOW_NOTICE,
            true,
            new NoticeAfter(Duration.ofMillis(150), Duration.ofMillis(150)),
            LIMITS),
        profile(FIXED_SYSTEM_PROMPT, false, STANDARD.noticeAfter(), LIMITS));
  }

  private static Timeouts withGrace(Duration grace) {
    return new Timeouts(LIMITS.firstToken(), LIMITS.idle(), LIMITS.total(), grace);
  }

  private static Profile withThinkingDisplay(String name, ThinkingDisplay display) {
    Profile profile = profile(name, true, STANDARD.noticeAfter(), LIMITS);
    AnswerPolicy answers = profile.answerPolicy();
    return new Profile(
        profile.name(),
        profile.title(),
        profile.system(),
        profile.allowsSystemOverride(),
        profile.model(),
        profile.maxTokens(),
        profile.historyTokens(),
        profile.labels(),
        profile.modelPolicy(),
        profile.preparationPolicy(),
        profile.noticeAfter(),
        profile.timeouts(),
        new AnswerPolicy(
            answers.form(),
            answers.sections(),
            answers.expectedLength(),
            answers.summaryMinTokens(),
            display,
            answers.tools()));
  }

  private static Profile withMaxTokens(Profile profile) {
    return new Profile(
        profile.name(),
        profile.title(),
        profile.system(),
        profile.allowsSystemOverride(),
        profile.model(),
        1_000_000,
        profile.historyTokens(),
        profile.labels(),
        profile.preparationPolicy(),
        profile.noticeAfter(),
        profile.timeouts());
  }

  private static Profile profile(
      String name, boolean systemReplaceable, NoticeAfter patience, Timeouts limits) {
    return new Profile(
        name,
        STANDARD.title(),
        SYSTEM_PROMPT,
        systemReplaceable,
        STANDARD.model(),
        STANDARD.maxTokens(),
        STANDARD.historyTokens(),
        STANDARD.labels(),
        STANDARD.preparationPolicy(),
        patience,
        limits);
  }
}
