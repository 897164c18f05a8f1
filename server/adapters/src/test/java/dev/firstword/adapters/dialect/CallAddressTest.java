package dev.firstword.adapters.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CallAddressTest {

  @ParameterizedTest
  @CsvSource({
    "https://api.anthropic.com, https://api.anthropic.com/v1/messages",
    "https://api.anthropic.com/, https://api.anthropic.com/v1/messages",
    "https://api.anthropic.com/v1, https://api.anthropic.com/v1/messages",
    "https://api.anthropic.com/v1/, https://api.anthropic.com/v1/messages",
    "https://api.anthropic.com/v1/messages, https://api.anthropic.com/v1/messages",
    "https://api.anthropic.com/v1/messages/, https://api.anthropic.com/v1/messages",
    "https://gateway/anthropic, https://gateway/anthropic/v1/messages",
    "https://gateway/anthropic//, https://gateway/anthropic/v1/messages",
    "https://gateway/a%20b?key=x, https://gateway/a%20b/v1/messages?key=x",
    "http://127.0.0.1:8081, http://127.0.0.1:8081/v1/messages",
    "http://[::1]:8081/, http://[::1]:8081/v1/messages",
    "https://host/api/v4, https://host/api/v4/messages",
    "https://host/v1beta/openai, https://host/v1beta/openai/messages",
    "https://host/vendor, https://host/vendor/v1/messages"
  })
  void resolvesTheOperation(String base, String expected) {
    assertThat(CallAddress.of(URI.create(base), "/messages").uri()).isEqualTo(URI.create(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.anthropic.com",
        "ftp://host",
        "https:///v1",
        "https://user:canary@host",
        "https://host/#canary",
        "mailto:canary@host"
      })
  void rejectsInvalidAddresses(String base) {
    assertThatThrownBy(() -> CallAddress.of(URI.create(base), "/messages"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("canary");
  }
}
