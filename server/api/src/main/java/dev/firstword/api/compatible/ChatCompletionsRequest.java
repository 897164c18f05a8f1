package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads one request of chat completions. */
final class ChatCompletionsRequest {

  private static final Set<String> TEXT = Set.of("text", "refusal");

  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "messages",
          "stream",
          "stream_options",
          "max_tokens",
          "max_completion_tokens",
          "temperature",
          "top_p",
          "stop",
          "n",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "response_format",
          "reasoning_effort",
          "modalities",
          "user",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "metadata",
          "store",
          "service_tier");

  private static final Set<String> UNSUPPORTED =
      Set.of(
          "audio",
          "frequency_penalty",
          "function_call",
          "functions",
          "logit_bias",
          "logprobs",
          "prediction",
          "presence_penalty",
          "top_logprobs",
          "web_search_options");

  private final RequestFields request;
  private final MediaReader media;
  private final ConversationBuilder conversation = new ConversationBuilder();

  ChatCompletionsRequest(RequestFields request, AttachmentPolicy attachments) {
    this.request = request;
    this.media = new MediaReader(attachments);
  }

  DirectRequest read(Caller caller) {
    RequestParts.rejectUnsupported(request, UNSUPPORTED);
    Integer choices = request.positiveInteger("n");
    if (choices != null && choices > 1) {
      throw request.invalid("n", "must be 1; send the request several times instead");
    }
    for (JsonNode modality : request.object().path("modalities")) {
      if (!modality.asText().equals("text")) {
        throw RequestParts.unsupported(request, "modalities");
      }
    }
    String model = RequestParts.requireText(request, "model");
    RequestParts.forEach(request, "messages", message -> readMessage(message, model));
    RequestFields streaming = RequestParts.object(request, "stream_options");
    return new DirectRequest(
        ChatCompletionsApi.NAME,
        model,
        conversation.build(request, "messages", caller),
        ThinkingReader.effort(request, "reasoning_effort"),
        GenerationOptionsReader.read(new RequestFields(options())),
        Boolean.TRUE.equals(request.bool("stream")),
        streaming != null && Boolean.TRUE.equals(streaming.bool("include_usage")),
        RequestParts.others(request, KNOWN).stream()
            .filter(field -> !UNSUPPORTED.contains(field))
            .toList());
  }

  private void readMessage(RequestFields message, String model) {
    switch (RequestParts.requireText(message, "role")) {
      case "system", "developer" ->
          conversation.addSystem(RequestParts.joinedText(message, "content", TEXT));
      case "user" -> conversation.add(Role.USER, RequestParts.content(message, this::readPart));
      case "assistant" -> conversation.add(Role.ASSISTANT, assistantParts(message, model));
      case "tool" ->
          conversation.add(
              Role.USER,
              List.of(
                  new ContentPart.ToolResult(
                      RequestParts.requireText(message, "tool_call_id"),
                      RequestParts.joinedText(message, "content", TEXT),
                      false)));
      default ->
          throw message.invalid(
              "role", "must be \"system\", \"developer\", \"user\", \"assistant\" or \"tool\"");
    }
  }

  private void readPart(RequestFields part, List<ContentPart> parts) {
    switch (RequestParts.requireText(part, "type")) {
      case "text" -> RequestParts.addText(parts, RequestParts.requireText(part, "text"));
      case "image_url" ->
          parts.add(
              conversation.media(media.dataUrl(Kind.IMAGE, require(part, "image_url"), "url", "")));
      case "file" -> {
        RequestFields file = require(part, "file");
        parts.add(
            conversation.media(
                media.dataUrl(
                    Kind.FILE, file, "file_data", RequestParts.orEmpty(file.text("filename")))));
      }
      default -> throw part.invalid("type", "must be \"text\", \"image_url\" or \"file\"");
    }
  }

  private static RequestFields require(RequestFields part, String field) {
    RequestFields object = RequestParts.object(part, field);
    if (object == null) {
      throw part.invalid(field, "is missing");
    }
    return object;
  }

  private static List<ContentPart> assistantParts(RequestFields message, String model) {
    List<ContentPart> parts = new ArrayList<>();
    String thought = message.text("reasoning_content");
    if (thought != null && !thought.isEmpty()) {
      parts.add(new ContentPart.Thought(model, thought, null, null));
    }
    RequestParts.addText(parts, RequestParts.joinedText(message, "content", TEXT));
    RequestParts.forEach(
        message,
        "tool_calls",
        call -> {
          RequestFields function = require(call, "function");
          parts.add(
              new ContentPart.ToolCall(
                  RequestParts.requireText(call, "id"),
                  RequestParts.requireText(function, "name"),
                  ToolArguments.text(RequestParts.orEmpty(function.text("arguments")))));
        });
    return parts;
  }

  /** Returns the options in the server's own terms. */
  private ObjectNode options() {
    ObjectNode options = RequestParts.node();
    RequestParts.copy(request, "max_tokens", options, "max_tokens");
    RequestParts.copy(request, "max_completion_tokens", options, "max_tokens");
    for (String field : List.of("temperature", "top_p", "stop", "parallel_tool_calls")) {
      RequestParts.copy(request, field, options, field);
    }
    RequestFields format = RequestParts.object(request, "response_format");
    if (format != null) {
      options.set("response_format", format(format));
    }
    ArrayNode tools = options.putArray("tools");
    RequestParts.forEach(request, "tools", tool -> tools.add(tool(tool)));
    readChoice(options);
    return options;
  }

  private static ObjectNode format(RequestFields format) {
    ObjectNode read = RequestParts.node();
    RequestParts.copy(format, "type", read, "type");
    RequestFields schema = RequestParts.object(format, "json_schema");
    if (schema != null) {
      RequestParts.copy(schema, "name", read, "name");
      RequestParts.copy(schema, "schema", read, "schema");
    }
    return read;
  }

  private static ObjectNode tool(RequestFields tool) {
    if (!RequestParts.requireText(tool, "type").equals("function")) {
      throw tool.invalid("type", "must be \"function\"");
    }
    RequestFields function = require(tool, "function");
    ObjectNode read = RequestParts.node();
    RequestParts.copy(function, "name", read, "name");
    RequestParts.copy(function, "description", read, "description");
    RequestParts.copy(function, "parameters", read, "parameters");
    return read;
  }

  private void readChoice(ObjectNode options) {
    JsonNode choice = request.get("tool_choice");
    if (choice == null) {
      return;
    }
    if (choice.isTextual()) {
      options.set("tool_choice", choice);
      return;
    }
    RequestFields function = require(require(request, "tool_choice"), "function");
    options.putObject("tool_choice").put("name", RequestParts.requireText(function, "name"));
  }
}
