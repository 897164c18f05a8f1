package dev.firstword.core.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileNameTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "offer.pdf|offer.pdf",
        "../../etc/passwd|passwd",
        "C:\\Users\\Ada\\offer.pdf|offer.pdf",
        "a\u0000b\u001b[31m.pdf|ab[31m.pdf",
        "offer\u202efdp.exe|offerfdp.exe",
        "Ängström 東京.pdf|Ängström 東京.pdf",
        "..|",
        "folder/|",
      })
  void keepsWhatCanBeShown(String name, @Nullable String clean) {
    assertThat(FileName.clean(name)).isEqualTo(clean == null ? "" : clean);
  }

  @Test
  void hasNoLineFeeds() {
    assertThat(FileName.clean("  two\n\r words .pdf ")).isEqualTo("two words .pdf");
  }

  @Test
  void shortensALongNameButKeepsItsEnding() {
    String clean = FileName.clean("a".repeat(4_000) + ".pdf");

    assertThat(clean).hasSize(200).endsWith("aaa.pdf");
  }

  @Test
  void doesNotCutACharacterInHalf() {
    String clean = FileName.clean("a".repeat(195) + "\uD83D\uDE00\uD83D\uDE00.pdf");

    assertThat(clean).isEqualTo("a".repeat(195) + ".pdf");
  }
}
