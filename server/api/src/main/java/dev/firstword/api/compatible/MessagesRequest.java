package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.direct.DirectRequest;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription.Kind;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.protocol.GenerationOptionsReader;
import dev.firstword.core.protocol.RequestFields;
import dev.firstword.core.provider.ThinkingOption;
import java.util.List;
import java.util.Set;

/** Reads one request of the Messages API. */
final class MessagesRequest {

  private static final Set<String> TEXT = Set.of("text");

  /** Fields that have an effect, or that are known to have none on the answer's content. */
  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "messages",
          "system",
          "max_tokens",
          "stream",
          "temperature",
          "top_p",
          "stop_sequences",
          "tools",
          "tool_choice",
          "thinking",
          "output_config",
          "metadata",
          "cache_control",
          "service_tier");

  private static final Set<String> UNSUPPORTED =
      Set.of("top_k", "mcp_servers", "container", "context_management", "inference_geo");

  private final RequestFields request;
  private final MediaReader media;
  private final ConversationBuilder conversation = new ConversationBuilder();

  MessagesRequest(RequestFields request, AttachmentPolicy attachments) {
    this.request = request;
    this.media = new MediaReader(attachments);
  }

  DirectRequest read(Caller caller) {
    RequestParts.rejectUnsupported(request, UNSUPPORTED);
    String model = RequestParts.requireText(request, "model");
    conversation.addSystem(RequestParts.joinedText(request, "system", TEXT));
    RequestParts.forEach(request, "messages", message -> readMessage(message, model));
    ThinkingOption thinking = ThinkingReader.ofMessages(request);
    return new DirectRequest(
        MessagesApi.NAME,
        model,
        conversation.build(request, "messages", caller),
        thinking,
        GenerationOptionsReader.read(new RequestFields(options(thinking))),
        Boolean.TRUE.equals(request.bool("stream")),
        true,
        RequestParts.others(request, KNOWN).stream()
            .filter(field -> !UNSUPPORTED.contains(field))
            .toList());
  }

  private void readMessage(RequestFields message, String model) {
    String role = RequestParts.requireText(message, "role");
    switch (role) {
      case "user" -> conversation.add(Role.USER, parts(message, model));
      case "assistant" -> conversation.add(Role.ASSISTANT, parts(message, model));
      case "system" -> conversation.addSystem(RequestParts.joinedText(message, "content", TEXT));
      default -> throw message.invalid("role", "must be \"user\" or \"assistant\"");
    }
  }

  private List<ContentPart> parts(RequestFields message, String model) {
    return RequestParts.content(message, (block, parts) -> readBlock(block, model, parts));
  }

  private void readBlock(RequestFields block, String model, List<ContentPart> parts) {
    String type = RequestParts.requireText(block, "type");
    switch (type) {
      case "text" -> RequestParts.addText(parts, RequestParts.requireText(block, "text"));
      case "image" -> parts.add(source(block, Kind.IMAGE, ""));
      case "document" -> readDocument(block, parts);
      case "thinking" ->
          parts.add(
              OpaqueThought.ofSignature(
                  model, RequestParts.orEmpty(block.text("thinking")), block.text("signature")));
      case "redacted_thinking" ->
          parts.add(OpaqueThought.ofEncrypted(model, "", RequestParts.requireText(block, "data")));
      case "tool_use" ->
          parts.add(
              new ContentPart.ToolCall(
                  RequestParts.requireText(block, "id"),
                  RequestParts.requireText(block, "name"),
                  block.object().path("input").isObject()
                      ? block.object().get("input").toString()
                      : "{}"));
      case "tool_result" ->
          parts.add(
              new ContentPart.ToolResult(
                  RequestParts.requireText(block, "tool_use_id"),
                  RequestParts.joinedText(block, "content", TEXT),
                  Boolean.TRUE.equals(block.bool("is_error"))));
      default -> throw block.invalid("type", "is not supported by this server: " + named(type));
    }
  }

  private static String named(String type) {
    return type.length() <= 50 ? type : type.substring(0, 50);
  }

  private void readDocument(RequestFields block, List<ContentPart> parts) {
    RequestFields source = RequestParts.object(block, "source");
    if (source != null && "text".equals(source.text("type"))) {
      RequestParts.addText(parts, RequestParts.requireText(source, "data"));
    } else {
      parts.add(source(block, Kind.FILE, RequestParts.orEmpty(block.text("title"))));
    }
  }

  private ContentPart source(RequestFields block, Kind kind, String name) {
    RequestFields source = RequestParts.object(block, "source");
    if (source == null) {
      throw block.invalid("source", "is missing");
    }
    return switch (RequestParts.requireText(source, "type")) {
      case "base64" ->
          conversation.media(
              media.base64(
                  kind,
                  block,
                  "source.data",
                  source.text("media_type"),
                  name,
                  RequestParts.requireText(source, "data")));
      case "url" -> throw MediaReader.notFetched(source, "url");
      default -> throw source.invalid("type", "must be \"base64\"");
    };
  }

  /** Returns the options in the server's own terms. */
  private ObjectNode options(ThinkingOption thinking) {
    ObjectNode options = RequestParts.node();
    Integer maxTokens = request.positiveInteger("max_tokens");
    if (maxTokens != null) { // Requests that only count tokens have none.
      // Here a budget of thinking is part of it; in the server's own terms it is not.
      options.put("max_tokens", Math.max(1, maxTokens - thinking.budgetTokens()));
    }
    RequestParts.copy(request, "temperature", options, "temperature");
    RequestParts.copy(request, "top_p", options, "top_p");
    RequestParts.copy(request, "stop_sequences", options, "stop");
    readFormat(options);
    ArrayNode tools = options.putArray("tools");
    RequestParts.forEach(request, "tools", tool -> tools.add(tool(tool)));
    readChoice(options);
    return options;
  }

  private void readFormat(ObjectNode options) {
    RequestFields config = RequestParts.object(request, "output_config");
    RequestFields format = config == null ? null : RequestParts.object(config, "format");
    if (format != null) {
      ObjectNode read = options.putObject("response_format").put("type", "json_schema");
      RequestParts.copy(format, "schema", read, "schema");
    }
  }

  private static ObjectNode tool(RequestFields tool) {
    String type = tool.text("type");
    if (type != null && !type.equals("custom")) {
      throw tool.invalid("type", "is a tool of the provider, which this server does not offer");
    }
    ObjectNode read = RequestParts.node();
    RequestParts.copy(tool, "name", read, "name");
    RequestParts.copy(tool, "description", read, "description");
    RequestParts.copy(tool, "input_schema", read, "parameters");
    return read;
  }

  private void readChoice(ObjectNode options) {
    RequestFields choice = RequestParts.object(request, "tool_choice");
    if (choice == null) {
      return;
    }
    switch (RequestParts.requireText(choice, "type")) {
      case "auto" -> options.put("tool_choice", "auto");
      case "none" -> options.put("tool_choice", "none");
      case "any" -> options.put("tool_choice", "required");
      case "tool" ->
          options.putObject("tool_choice").put("name", RequestParts.requireText(choice, "name"));
      default -> throw choice.invalid("type", "must be \"auto\", \"any\", \"tool\" or \"none\"");
    }
    if (Boolean.TRUE.equals(choice.bool("disable_parallel_tool_use"))) {
      options.put("parallel_tool_calls", false);
    }
  }
}
