package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.spring.UserIds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of users as ids that the server takes. */
final class UserIdsTest {

  @ParameterizedTest
  @CsvSource({
    "ada,ada",
    "ada@example.com,ada@example.com",
    "zo\u00eb & co,zo%C3%AB%20&%20co",
    "a b,a%20b",
    "a%20b,a%2520b",
    "'a\r\nb',a%0D%0Ab",
    "'',''"
  })
  void keepsDifferentNamesDifferent(String name, String id) {
    assertThat(UserIds.of(name)).isEqualTo(id);
  }
}
