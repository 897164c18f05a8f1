package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.json;
import static dev.firstword.simulator.SimulatedProvider.messageBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests prompt caching through the Messages API. */
class PromptCacheOverHttpTest {
  private static final String PROMPT =
      messageBody(
          "'stream':false,'system':[{'type':'text','text':'"
              + "instruct ".repeat(1_000)
              + "','cache_control':{'type':'ephemeral'}}],"
              + "'messages':[{'role':'user','content':'Hello'}]");

  private SimulatedProvider provider;

  @BeforeEach
  void start() {
    provider = new SimulatedProvider();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void readTokensEqualWrittenTokens() throws Exception {
    JsonNode first = usage();
    JsonNode second = usage();

    assertThat(first.path("cache_creation_input_tokens").asInt()).isEqualTo(2_250);
    assertThat(first.path("cache_read_input_tokens").asInt()).isZero();
    assertThat(second.path("cache_creation_input_tokens").asInt()).isZero();
    assertThat(second.path("cache_read_input_tokens").asInt()).isEqualTo(2_250);
    assertThat(second.path("input_tokens").asInt()).isEqualTo(first.path("input_tokens").asInt());
  }

  @Test
  void anEntryIsRewrittenAfterFiveMinutes() throws Exception {
    usage();

    provider.clock.advance(Duration.ofMinutes(5));

    assertThat(usage().path("cache_creation_input_tokens").asInt()).isEqualTo(2_250);
  }

  @Test
  void aResponseThatNeverStartsWritesNothing() throws Exception {
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS.withFaults(Fault.always(FaultKind.OVERLOADED)));
    provider.messages(PROMPT);

    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);

    assertThat(usage().path("cache_read_input_tokens").asInt()).isZero();
  }

  @Test
  void aStartedStreamIsAlreadyReadable() throws Exception {
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS.withFaults(
            Fault.always(FaultKind.SILENCE).afterTokens(0).forModel(SimulatedProvider.MODEL)));
    try (InputStream silent =
        provider.openMessages(PROMPT.replace("\"stream\":false", "\"stream\":true")).body()) {
      provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);

      assertThat(usage().path("cache_read_input_tokens").asInt()).isEqualTo(2_250);
      assertThat(silent).isNotNull();
    }
  }

  @Test
  void statsCountCacheTokens() throws Exception {
    usage();
    usage();

    SimulatorStats.Counters counters = provider.simulator.stats().total();

    assertThat(counters.cacheCreationInputTokens()).isEqualTo(2_250);
    assertThat(counters.cacheReadInputTokens()).isEqualTo(2_250);
    assertThat(counters.inputTokens()).isEqualTo(4);
  }

  private JsonNode usage() throws Exception {
    return json(provider.messages(PROMPT).body()).path("usage");
  }
}
