package dev.firstword.api.uistream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.api.uistream.UiChatRequest.ToolOutputs;
import dev.firstword.core.protocol.RequestFields;
import dev.firstword.core.protocol.ToolResultsReader;
import java.util.List;

/** Reads the results of tools from the answer that waits for them. */
final class UiToolOutputsReader {

  private static final String NOTHING_NEW =
      "The last message is an answer, and none of its tools has a result. Send a new message.";
  private static final String DENIED = "The user did not allow this call.";

  private UiToolOutputsReader() {}

  static ToolOutputs read(RequestFields message) {
    String id = message.name("id");
    if (id == null) {
      throw message.invalid("id", "is missing");
    }
    ArrayNode results = JsonNodeFactory.instance.arrayNode();
    List<RequestFields> parts = UiChatRequestReader.parts(message);
    for (RequestFields part : parts.subList(lastStep(parts), parts.size())) {
      if (isTool(part) && !Boolean.TRUE.equals(part.bool("providerExecuted"))) {
        addResult(part, results);
      }
    }
    if (results.isEmpty()) {
      throw UiChatRequestReader.nothingNew(NOTHING_NEW);
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    return new ToolOutputs(id, ToolResultsReader.read(body.set("results", results)));
  }

  private static int lastStep(List<RequestFields> parts) {
    int last = parts.size();
    while (last > 0 && !"step-start".equals(parts.get(last - 1).text("type"))) {
      last--;
    }
    return last;
  }

  private static boolean isTool(RequestFields part) {
    String type = UiChatRequestReader.orElse(part.text("type"), "");
    return type.startsWith("tool-") || type.equals("dynamic-tool");
  }

  private static void addResult(RequestFields part, ArrayNode results) {
    String state = UiChatRequestReader.orElse(part.text("state"), "");
    switch (state) {
      case "output-available" -> result(part, results).put("content", content(part));
      case "output-error" ->
          result(part, results)
              .put("content", UiChatRequestReader.orElse(part.text("errorText"), "It failed."))
              .put("is_error", true);
      case "output-denied" -> result(part, results).put("content", DENIED).put("is_error", true);
      default -> {} // It has no result yet.
    }
  }

  private static ObjectNode result(RequestFields part, ArrayNode results) {
    return results.addObject().put("id", part.text("toolCallId"));
  }

  /** A text is sent to the model as it is, everything else as JSON. */
  private static String content(RequestFields part) {
    JsonNode output = part.get("output");
    if (output == null) {
      return "null";
    }
    return output.isTextual() ? output.textValue() : output.toString();
  }
}
