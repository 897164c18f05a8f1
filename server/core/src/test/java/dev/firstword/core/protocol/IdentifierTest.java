package dev.firstword.core.protocol;

import static dev.firstword.relay.testing.Generators.longs;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IdentifierTest {

  @Test
  void startsWithThePrefix() {
    assertThat(Identifier.create("turn", 0)).matches("turn_[0-9a-hjkmnp-tv-z]{26}");
  }

  @Test
  void sortsByTime() {
    property()
        .forAll(longs(0, (1L << 48) - 2), longs(1, 9))
        .checkAssert((earlier, gap) ->
            assertThat(Identifier.create("turn", earlier))
                .isLessThan(Identifier.create("turn", Math.min((1L << 48) - 1, earlier + gap))));
  }

  @Test
  void isUnique() {
    Set<String> made = new HashSet<>();

    for (int i = 0; i < 10_000; i++) {
      made.add(Identifier.create("turn", 1));
    }

    assertThat(made).hasSize(10_000);
  }
}
