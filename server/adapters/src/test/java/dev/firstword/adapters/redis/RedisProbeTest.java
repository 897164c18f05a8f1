package dev.firstword.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.relay.testing.RefusingPort;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class RedisProbeTest {

  private static final RedisTestServer REDIS = RedisTestServer.startOrReuse();

  @Test
  void tellsTheVersionAndTheTime() throws IOException {
    RedisProbe probe = RedisProbe.of(REDIS.address());

    assertThat(probe.version()).matches("\\d+\\.\\d+.*");
    assertThat(probe.time()).isCloseTo(Instant.now(), Assertions.within(Duration.ofSeconds(5)));
  }

  @Test
  void failsWithoutRepeatingThePassword() throws IOException {
    try (RefusingPort port = RefusingPort.open()) {
      String address = "redis://:canary@127.0.0.1:" + port.uri().getPort();

      assertThatThrownBy(() -> RedisProbe.of(address))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("refused")
          .hasMessageNotContaining("canary");
    }
  }
}
