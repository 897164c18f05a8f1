package dev.firstword.adapters.dialect;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.textsOf;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SplitSurrogatesTest {

  private static final String HIGH = "\ud83d";
  private static final String LOW = "\ude00";

  @Test
  void joinsTheHalvesOfTwoPieces() {
    assertThat(joined("a" + HIGH, LOW + "b")).isEqualTo("a😀b");
  }

  @Test
  void replacesHalvesThatAreNeverJoined() {
    assertThat(joined(HIGH)).isEqualTo("\ufffd");
    assertThat(joined(LOW)).isEqualTo("\ufffd");
    assertThat(joined(HIGH, "a")).isEqualTo("\ufffda");
    assertThat(joined(HIGH, HIGH, LOW)).isEqualTo("\ufffd😀");
  }

  @Test
  void replacesOnlyHalvesInsideAPiece() {
    assertThat(SplitSurrogates.replaceInside(LOW + "a" + LOW + "b" + HIGH))
        .isEqualTo(LOW + "a\ufffdb" + HIGH);
    assertThat(SplitSurrogates.replaceInside("😀")).isEqualTo("😀");
    assertThat(SplitSurrogates.replaceInside(HIGH)).isEqualTo(HIGH);
    assertThat(SplitSurrogates.replaceInside("")).isEmpty();
  }

  @Test
  void readsTheSameTextWhereverItIsSplit() {
    property(1000)
        .forAll(textsOf("a" + HIGH + LOW + "é", 0, 10), lists(integers()))
        .checkAssert((text, splits) -> {
          SplitSurrogates surrogates = new SplitSurrogates();
          StringBuilder read = new StringBuilder();
          int from = 0;
          for (int split :
              splits.stream()
                  .map(each -> Math.floorMod(each, text.length() + 1))
                  .sorted()
                  .toList()) {
            read.append(surrogates.join(text.substring(from, split)));
            from = split;
          }
          read.append(surrogates.join(text.substring(from))).append(surrogates.drain());

          assertThat(read.toString()).isEqualTo(WireJson.replaceLoneSurrogates(text));
        });
  }

  private static String joined(String... pieces) {
    SplitSurrogates surrogates = new SplitSurrogates();
    StringBuilder text = new StringBuilder();
    for (String piece : pieces) {
      text.append(surrogates.join(piece));
    }
    return text.append(surrogates.drain()).toString();
  }
}
