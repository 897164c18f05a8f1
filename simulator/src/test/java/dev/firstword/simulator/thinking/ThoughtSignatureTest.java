package dev.firstword.simulator.thinking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.prompt.ThoughtBinding;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThoughtSignatureTest {
  private final byte[] id = ThoughtSignature.newId(new SplittableRandom(1), ThoughtBinding.NONE);
  private final String signature = ThoughtSignature.sign(id, "hm");

  @Test
  void aSignatureMatchesItsTextOnly() {
    assertThat(ThoughtSignature.matches(signature, "hm")).isTrue();
    assertThat(ThoughtSignature.matches(signature, "hmm")).isFalse();
  }

  @Test
  void noByteOfASignatureCanChange() {
    byte[] bytes = Base64.getDecoder().decode(signature);
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] ^= 1;
      assertThat(ThoughtSignature.matches(Base64.getEncoder().encodeToString(bytes), "hm"))
          .as("byte %s", index)
          .isFalse();
      bytes[index] ^= 1;
    }
  }

  @Test
  void whatIsNoSignatureMatchesNothing() {
    assertThat(ThoughtSignature.matches("", "hm")).isFalse();
    assertThat(ThoughtSignature.matches("not base64!", "hm")).isFalse();
    assertThat(ThoughtSignature.matches("AAAA", "hm")).isFalse();
  }
}
