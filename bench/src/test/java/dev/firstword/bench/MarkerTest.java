package dev.firstword.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MarkerTest {

  private final Marker own = Marker.of(1, 7);
  private final Marker other = Marker.of(1, 70);

  @Test
  void isFoundInAnAnswerThatEchoesTheQuestion() {
    String answer = "## About\n\nYou asked: " + own.question();

    assertThat(own.isIn(answer)).isTrue();
    assertThat(own.hasForeignMarkerIn(answer)).isFalse();
  }

  @Test
  void detectsAnotherTurnsMarker() {
    String answer = "You asked about " + own.word() + " and " + other.word() + ".";

    assertThat(own.hasForeignMarkerIn(answer)).isTrue();
  }
}
