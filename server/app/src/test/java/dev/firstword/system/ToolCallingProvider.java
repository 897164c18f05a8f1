package dev.firstword.system;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.provider.ScriptedServer.Peer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A provider whose model thinks, calls each of its tools once, in parallel, and then answers with
 * their results.
 */
final class ToolCallingProvider implements AutoCloseable {

  static final String THOUGHT = "Let me use both.";

  /** Signs the thought, and must come back with the results. */
  static final String SIGNATURE = "signature-of-the-thought";

  private final List<String> tools;
  private volatile String arguments = "{}";
  private final ScriptedServer server = new ScriptedServer(this::serve);

  ToolCallingProvider(String... tools) {
    this.tools = List.of(tools);
  }

  /** Passes these arguments to each tool, as JSON. */
  ToolCallingProvider withArguments(String json) {
    arguments = json;
    return this;
  }

  ProviderEndpoint endpoint() {
    return new ProviderEndpoint("scripted", Dialect.ANTHROPIC, server.uri(), "key", Map.of());
  }

  /** The bodies of all requests. */
  List<String> requests() {
    return server.requests().stream().map(ScriptedServer.Request::body).toList();
  }

  private void serve(Peer peer) throws IOException {
    while (true) { // Until the client closes the connection.
      JsonNode request = Reply.JSON.readTree(peer.readRequest().body());
      List<String> results = request.findValuesAsText("tool_use_id");
      peer.sendWholeStream(results.isEmpty() ? toolCalls() : answer(request));
    }
  }

  private static String answer(JsonNode request) {
    JsonNode last = request.path("messages").path(request.path("messages").size() - 1);
    StringBuilder text = new StringBuilder("The tools say:");
    for (JsonNode part : last.path("content")) {
      text.append(' ')
          .append(part.findValuesAsText("content"))
          .append(part.findValuesAsText("text"));
    }
    return AnthropicStreams.answer(
        new String(JsonStringEncoder.getInstance().quoteAsString(text.toString())));
  }

  private String toolCalls() {
    StringBuilder stream = new StringBuilder(AnthropicStreams.START);
    stream
        .append(start(0, Reply.JSON.createObjectNode().put("type", "thinking").put("thinking", "")))
        .append(delta(0, "thinking_delta", "thinking", THOUGHT))
        .append(delta(0, "signature_delta", "signature", SIGNATURE))
        .append(stop(0));
    for (int i = 1; i <= tools.size(); i++) {
      ObjectNode call =
          Reply.JSON
              .createObjectNode()
              .put("type", "tool_use")
              .put("id", "toolu_" + i)
              .put("name", tools.get(i - 1));
      call.putObject("input");
      stream.append(start(i, call)).append(delta(i, "input_json_delta", "partial_json", arguments));
      stream.append(stop(i));
    }
    return stream
        .append(AnthropicStreams.messageDelta("tool_use", 20))
        .append(AnthropicStreams.STOP)
        .toString();
  }

  private static String start(int index, ObjectNode block) {
    ObjectNode data = Reply.JSON.createObjectNode();
    data.put("type", "content_block_start").put("index", index).set("content_block", block);
    return AnthropicStreams.event("content_block_start", data.toString());
  }

  private static String delta(int index, String type, String field, String value) {
    ObjectNode data = Reply.JSON.createObjectNode();
    data.put("type", "content_block_delta").put("index", index);
    data.putObject("delta").put("type", type).put(field, value);
    return AnthropicStreams.event("content_block_delta", data.toString());
  }

  private static String stop(int index) {
    return AnthropicStreams.event(
        "content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + index + "}");
  }

  @Override
  public void close() {
    server.close();
  }
}
