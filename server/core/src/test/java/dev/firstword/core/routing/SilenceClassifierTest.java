package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.routing.live.ThinkingProfile;
import dev.firstword.relay.event.SilenceKind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SilenceClassifierTest {

  private final AtomicLong now = new AtomicLong();
  private final ThinkingProfile profile = ThinkingProfile.unknown(now::get);
  private final SilenceClassifier classifier = new SilenceClassifier(profile, 100);

  @Test
  void assumesLongThoughtsUntilSomeWereMeasured() {
    classifier.onThinkingStarted(now.get());

    advance(60);

    assertThat(kind()).isEqualTo(SilenceKind.THINKING);
    assertThat(classifier.classify(now.get()).typical()).isNull();
    assertThat(secondsUntilGivingUp()).isGreaterThan(600);
  }

  @Test
  void risesThroughStagesAsAThoughtOutlastsOthers() {
    recordEachUpTo(100);
    classifier.onThinkingStarted(now.get());

    assertThat(stage()).isZero();
    advance(53);
    assertThat(stage()).isEqualTo(Silence.OVER_MEDIAN);
    advance(30);
    assertThat(stage()).isEqualTo(Silence.LONG);
    advance(14);
    assertThat(stage()).isEqualTo(Silence.UNUSUAL);
    assertThat(kind()).isEqualTo(SilenceKind.THINKING);
    advance(5);
    assertThat(kind()).isEqualTo(SilenceKind.NO_PROGRESS);
  }

  @Test
  void tellsWhenTheNextStageComes() {
    recordEachUpTo(100);
    classifier.onThinkingStarted(now.get());

    for (int i = 0; i < 4; i++) {
      Silence before = classifier.classify(now.get());
      now.set(before.nextChangeNanos() - 1);
      assertThat(classifier.classify(now.get()).stage()).isEqualTo(before.stage());
      now.set(before.nextChangeNanos());
      Silence after = classifier.classify(now.get());
      assertThat(after.stage() > before.stage() || after.kind() != before.kind()).isTrue();
    }
    assertThat(kind()).isEqualTo(SilenceKind.NO_PROGRESS);
  }

  @Test
  void judgesAThoughtWithReportsByItsPauses() {
    recordWithReports(30, 6);
    classifier.onThinkingStarted(now.get());
    for (int i = 0; i < 30; i++) {
      advance(5);
      classifier.onProgress(now.get());
      classifier.onRead(now.get());
    }
    assertThat(kind()).isEqualTo(SilenceKind.THINKING);

    advance(8);
    assertThat(kind()).isEqualTo(SilenceKind.NO_PROGRESS);
    classifier.onProgress(now.get());

    assertThat(kind()).isEqualTo(SilenceKind.THINKING);
  }

  @Test
  void noticesThatAModelWhichAlwaysReportsDoesNot() {
    recordWithReports(30, 6);
    classifier.onThinkingStarted(now.get());

    advance(8);

    assertThat(kind()).isEqualTo(SilenceKind.NO_PROGRESS);
  }

  @Test
  void doesNotTakePingsForProgress() {
    recordWithReports(30, 6);
    classifier.onThinkingStarted(now.get());
    classifier.onProgress(now.get());

    for (int i = 0; i < 4; i++) {
      advance(2);
      classifier.onRead(now.get());
    }

    assertThat(kind()).isEqualTo(SilenceKind.NO_PROGRESS);
  }

  @Test
  void knowsADeadConnectionByTheHeartbeatOfEarlierThoughts() {
    for (int i = 0; i < 120; i++) {
      thinkWithPings(60, 10);
    }
    refresh();
    classifier.onThinkingStarted(now.get());

    advance(29);
    assertThat(kind()).isEqualTo(SilenceKind.THINKING);
    advance(3);
    assertThat(kind()).isEqualTo(SilenceKind.DEAD);

    assertThat(secondsUntilGivingUp()).isBetween(25.0, 32.0);
  }

  @Test
  void neverTakesAConnectionWithoutHeartbeatForDead() {
    record(40, 40, 40, 40);
    classifier.onThinkingStarted(now.get());

    advance(39);

    assertThat(kind()).isEqualTo(SilenceKind.THINKING);
  }

  @Test
  void isPatientAfterManyShortThoughts() {
    record(1, 1, 1, 1, 1);
    classifier.onThinkingStarted(now.get());

    assertThat(secondsUntilGivingUp()).isGreaterThanOrEqualTo(180);
  }

  @Test
  void doesNotLearnFromThoughtsThatWereClosedAsIfTheyHadEnded() {
    record(40, 40, 40, 40, 40);
    for (int i = 0; i < 50; i++) {
      classifier.onThinkingStarted(now.get());
      advance(5);
      classifier.onClosed(now.get());
    }
    refresh();

    assertThat(profile.usual(100).p50Ms()).isGreaterThan(35_000);
  }

  @Test
  void doesNotLearnFromAThoughtThatBreaksOff() {
    recordEachUpTo(100);
    for (int i = 0; i < 1_000; i++) {
      classifier.onThinkingStarted(now.get());
      classifier.onThinkingFinished(now.get() + 1);
      classifier.onClosed(now.get() + 1);
    }
    refresh();

    assertThat(profile.usual(100).p50Ms()).isGreaterThan(45_000);
  }

  @Test
  void doesNotTakeStalledThoughtsForLongOnes() {
    recordEachUpTo(100);
    for (int i = 0; i < 60; i++) {
      classifier.onThinkingStarted(now.get());
      advance(130);
      classifier.onClosed(now.get());
    }
    refresh();

    assertThat(profile.usual(100).p99Ms()).isLessThan(105_000);
  }

  private void thinkWithPings(int seconds, int interval) {
    classifier.onThinkingStarted(now.get());
    for (int i = 0; i < seconds / interval; i++) {
      advance(interval);
      classifier.onRead(now.get());
    }
    classifier.onThinkingFinished(now.get());
    classifier.onContinued();
  }

  /** Records 20 thoughts of each length, in seconds. */
  private void record(int... seconds) {
    for (int length : seconds) {
      for (int i = 0; i < 20; i++) {
        profile.recordThought(100, length * 1e3, null, null);
      }
    }
    refresh();
  }

  /** Records thoughts of each whole second up to this one. */
  private void recordEachUpTo(int seconds) {
    for (int i = 0; i < 10; i++) {
      for (int length = 1; length <= seconds; length++) {
        profile.recordThought(100, length * 1e3, null, null);
      }
    }
    refresh();
  }

  private void recordWithReports(int seconds, int pause) {
    for (int i = 0; i < 120; i++) {
      profile.recordThought(100, seconds * 1e3, pause * 1e3, null);
    }
    refresh();
  }

  private void refresh() {
    advance(1);
    profile.usual(100);
  }

  private SilenceKind kind() {
    return classifier.classify(now.get()).kind();
  }

  private int stage() {
    return classifier.classify(now.get()).stage();
  }

  private double secondsUntilGivingUp() {
    return (classifier.giveUpNanos() - now.get()) / 1e9;
  }

  private void advance(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
