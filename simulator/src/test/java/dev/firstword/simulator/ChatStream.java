package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.GPT;
import static dev.firstword.simulator.SimulatedProvider.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Requests and reads streams of chat completions. */
final class ChatStream {
  static final String HELLO = "'messages':[{'role':'user','content':'Hello'}]";

  /** A question for two tools. */
  static final String TOOLS =
      "'tools':[{'type':'function','function':{'name':'search','parameters':{'type':'object',"
          + "'properties':{'q':{'type':'string'}},'required':['q']}}},"
          + "{'type':'function','function':{'name':'look'}}],"
          + "'messages':[{'role':'user','content':'Call `search` and `look`'}]";

  private ChatStream() {}

  /** Returns a stream. Single quotes in the members stand for double quotes. */
  static String of(SimulatedProvider provider, String members)
      throws IOException, InterruptedException {
    return provider.openAi("/v1/chat/completions", body("'stream':true," + members)).body();
  }

  static String body(String members) {
    return ("{'model':'" + GPT + "'," + members + "}").replace('\'', '"');
  }

  static List<JsonNode> chunks(String stream) {
    List<JsonNode> chunks = new ArrayList<>();
    stream
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .forEach(line -> chunks.add(json(line.substring(6))));
    return chunks;
  }

  static String finishReason(List<JsonNode> chunks) {
    return chunks.getLast().at("/choices/0/finish_reason").asText();
  }

  static List<JsonNode> toolCalls(String stream) {
    return chunks(stream).stream()
        .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0"))
        .filter(JsonNode::isObject)
        .toList();
  }
}
