package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.provider.ScriptedServer.Script;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.ThinkingOption.Level;
import dev.firstword.relay.client.ProviderFailure.Rejected;
import dev.firstword.relay.client.TransportSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call is repeated without an option that the provider refuses, and the option is remembered. */
final class RefusedOptionOverHttpTest {

  private static final Script ANSWER =
      peer -> {
        peer.readRequest();
        peer.sendWholeStream(
            AnthropicStreams.START
                + AnthropicStreams.BLOCK_START
                + AnthropicStreams.text("Hello")
                + AnthropicStreams.BLOCK_STOP
                + AnthropicStreams.messageDelta("end_turn", 1)
                + AnthropicStreams.STOP);
      };

  private static final ModelRequest WARM =
      LoopFixture.request("Hi").withOptions(options(0.5, List.of("END")));

  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);
  private final RecordingListener listener = new RecordingListener();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void repeatsTheCallWithoutTheOption() throws Exception {
    try (ScriptedServer server = new ScriptedServer(refusing("temperature"), ANSWER)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());

      open(provider, WARM);

      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(listener.text()).isEqualTo("Hello");
      assertThat(bodies(server)).hasSize(2);
      assertThat(bodies(server).getFirst().path("temperature").asDouble()).isEqualTo(0.5);
      assertThat(bodies(server).getLast().has("temperature")).isFalse();
      assertThat(bodies(server).getLast().path("stop_sequences").toString())
          .as("everything else is sent again")
          .isEqualTo("[\"END\"]");
      assertThat(provider.refusedBy("some-model")).containsExactly(ModelOption.TEMPERATURE);
      assertThat(provider.refusedBy("another-model")).isEmpty();
    }
  }

  @Test
  void repeatsItOnceForEachOption() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            refusing("temperature"), refusing("effort parameter"), refusing("temperature"))) {
      ModelRequest thinking =
          WARM.withThinking(ThinkingOption.of(Level.LOW), ThinkingControl.ADAPTIVE);

      open(loop.provider(Dialect.ANTHROPIC, server.uri()), thinking);

      assertThat(listener.awaitFailure()).isInstanceOf(Rejected.class);
      assertThat(bodies(server)).hasSize(3);
      assertThat(bodies(server).getLast().has("output_config")).isFalse();
      assertThat(bodies(server).getLast().path("thinking").path("type").asText())
          .as("it still thinks")
          .isEqualTo("adaptive");
    }
  }

  @Test
  void remembersButDoesNotRepeatWithoutWhatTheCallerReliesOn() throws Exception {
    try (ScriptedServer server = new ScriptedServer(refusing("stop_sequences"))) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());

      open(provider, WARM);

      assertThat(listener.awaitFailure()).isInstanceOf(Rejected.class);
      assertThat(bodies(server)).hasSize(1);
      assertThat(provider.refusedBy("some-model")).containsExactly(ModelOption.STOP);
    }
  }

  @Test
  void neverLosesAThoughtThatWasAskedFor() throws Exception {
    try (ScriptedServer server = new ScriptedServer(refusing("thinking.type.adaptive"))) {
      open(
          loop.provider(Dialect.ANTHROPIC, server.uri()),
          WARM.withThinking(ThinkingOption.of(Level.LOW), ThinkingControl.ADAPTIVE));

      assertThat(listener.awaitFailure()).isInstanceOf(Rejected.class);
      assertThat(bodies(server)).hasSize(1);
    }
  }

  @Test
  void leavesNothingOutOfAnExactRequest() throws Exception {
    try (ScriptedServer server = new ScriptedServer(refusing("temperature"))) {
      open(loop.provider(Dialect.ANTHROPIC, server.uri()), WARM.exactIf(true));

      assertThat(listener.awaitFailure()).isInstanceOf(Rejected.class);
      assertThat(bodies(server)).hasSize(1);
    }
  }

  @Test
  void remembersNothingThatWasNotAskedFor() throws Exception {
    try (ScriptedServer server = new ScriptedServer(refusing("top_p"))) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());

      open(provider, WARM);

      assertThat(listener.awaitFailure()).isInstanceOf(Rejected.class);
      assertThat(provider.refusedBy("some-model")).isEmpty();
    }
  }

  @Test
  void closesTheRepeatedCall() throws Exception {
    Script silence =
        peer -> {
          peer.readRequest();
          peer.awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(refusing("temperature"), silence)) {
      ModelCall call = open(loop.provider(Dialect.ANTHROPIC, server.uri()), WARM);
      Awaitility.await().until(() -> server.requests().size() == 2);

      loop.cancel(call);

      server.peers().getLast().closedNanos();
      assertThat(listener.calls()).isEmpty();
    }
  }

  private ModelCall open(ModelProvider provider, ModelRequest request) {
    return loop.onLoop(() -> provider.open(request, listener));
  }

  /** Refuses one request and closes the connection. */
  private static Script refusing(String parameter) {
    return peer -> {
      peer.readRequest();
      peer.sendResponse(
          400,
          "connection: close\r\n",
          "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":"
              + "\"This model does not support `%s`.\"}}".formatted(parameter));
    };
  }

  private static List<JsonNode> bodies(ScriptedServer server) throws IOException {
    JsonMapper mapper = new JsonMapper();
    List<JsonNode> bodies = new ArrayList<>();
    for (ScriptedServer.Request request : server.requests()) {
      bodies.add(mapper.readTree(request.body()));
    }
    return bodies;
  }

  private static GenerationOptions options(double temperature, List<String> stop) {
    return new GenerationOptions(
        null, temperature, null, stop, null, List.of(), ToolChoice.AUTO, null);
  }
}
