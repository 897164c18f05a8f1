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
import dev.firstword.core.provider.ThinkingOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads one request of the Responses API. */
final class ResponsesRequest {

  private static final Set<String> TEXT = Set.of("input_text", "output_text", "text");

  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "input",
          "instructions",
          "stream",
          "stream_options",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "max_output_tokens",
          "temperature",
          "top_p",
          "text",
          "reasoning",
          "include",
          "store",
          "truncation",
          "metadata",
          "user",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "service_tier");

  /** The first three need responses that the server keeps. */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "previous_response_id",
          "conversation",
          "background",
          "max_tool_calls",
          "prompt",
          "top_logprobs");

  private final RequestFields request;
  private final MediaReader media;
  private final ConversationBuilder conversation = new ConversationBuilder();

  ResponsesRequest(RequestFields request, AttachmentPolicy attachments) {
    this.request = request;
    this.media = new MediaReader(attachments);
  }

  DirectRequest read(Caller caller) {
    RequestParts.rejectUnsupported(request, UNSUPPORTED);
    String model = RequestParts.requireText(request, "model");
    conversation.addSystem(RequestParts.orEmpty(request.text("instructions")));
    readInput(model);
    RequestFields reasoning = RequestParts.object(request, "reasoning");
    return new DirectRequest(
        ResponsesApi.NAME,
        model,
        conversation.build(request, "input", caller),
        reasoning == null ? ThinkingOption.AUTO : ThinkingReader.effort(reasoning, "effort"),
        GenerationOptionsReader.read(new RequestFields(options())),
        Boolean.TRUE.equals(request.bool("stream")),
        true,
        RequestParts.others(request, KNOWN).stream()
            .filter(field -> !UNSUPPORTED.contains(field))
            .toList());
  }

  private void readInput(String model) {
    JsonNode input = request.get("input");
    if (input != null && input.isTextual()) {
      List<ContentPart> parts = new ArrayList<>();
      RequestParts.addText(parts, request.text("input"));
      conversation.add(Role.USER, parts);
    } else {
      RequestParts.forEach(request, "input", item -> readItem(item, model));
    }
  }

  private void readItem(RequestFields item, String model) {
    String type = item.text("type");
    switch (type) {
      case null -> readMessage(item);
      case "message" -> readMessage(item);
      case "function_call" ->
          conversation.add(
              Role.ASSISTANT,
              List.of(
                  new ContentPart.ToolCall(
                      RequestParts.requireText(item, "call_id"),
                      RequestParts.requireText(item, "name"),
                      ToolArguments.text(RequestParts.orEmpty(item.text("arguments"))))));
      case "function_call_output" ->
          conversation.add(
              Role.USER,
              List.of(
                  new ContentPart.ToolResult(
                      RequestParts.requireText(item, "call_id"),
                      RequestParts.joinedText(item, "output", TEXT),
                      false)));
      case "reasoning" -> readReasoning(item, model);
      case "item_reference" ->
          throw item.invalid(
              "type", "refers to an item that this server does not keep; send \"store\": false");
      default -> throw item.invalid("type", "is not supported by this server");
    }
  }

  private void readMessage(RequestFields message) {
    switch (RequestParts.requireText(message, "role")) {
      case "system", "developer" ->
          conversation.addSystem(RequestParts.joinedText(message, "content", TEXT));
      case "user" -> conversation.add(Role.USER, RequestParts.content(message, this::readPart));
      case "assistant" -> conversation.add(Role.ASSISTANT, answerParts(message));
      default ->
          throw message.invalid(
              "role", "must be \"user\", \"assistant\", \"system\" or \"developer\"");
    }
  }

  private void readPart(RequestFields part, List<ContentPart> parts) {
    switch (RequestParts.requireText(part, "type")) {
      case "input_text" -> RequestParts.addText(parts, RequestParts.requireText(part, "text"));
      case "input_image" ->
          parts.add(conversation.media(media.dataUrl(Kind.IMAGE, part, "image_url", "")));
      case "input_file" -> {
        String name = RequestParts.orEmpty(part.text("filename"));
        parts.add(conversation.media(media.dataUrl(Kind.FILE, part, "file_data", name)));
      }
      default ->
          throw part.invalid("type", "must be \"input_text\", \"input_image\" or \"input_file\"");
    }
  }

  private static List<ContentPart> answerParts(RequestFields message) {
    List<ContentPart> parts = new ArrayList<>();
    JsonNode content = message.get("content");
    if (content != null && content.isTextual()) {
      RequestParts.addText(parts, message.text("content"));
      return parts;
    }
    RequestParts.forEach(
        message,
        "content",
        part -> {
          String field =
              RequestParts.requireText(part, "type").equals("refusal") ? "refusal" : "text";
          RequestParts.addText(parts, RequestParts.requireText(part, field));
        });
    return parts;
  }

  /** Reads a thought; without its encrypted form, no provider takes it back. */
  private void readReasoning(RequestFields item, String model) {
    String encrypted = item.text("encrypted_content");
    if (encrypted != null) {
      List<String> summary = new ArrayList<>();
      RequestParts.forEach(
          item, "summary", part -> summary.add(RequestParts.requireText(part, "text")));
      conversation.add(
          Role.ASSISTANT,
          List.of(OpaqueThought.ofEncrypted(model, String.join("\n\n", summary), encrypted)));
    }
  }

  /** Returns the options in the server's own terms. */
  private ObjectNode options() {
    ObjectNode options = RequestParts.node();
    RequestParts.copy(request, "max_output_tokens", options, "max_tokens");
    for (String field : List.of("temperature", "top_p", "parallel_tool_calls")) {
      RequestParts.copy(request, field, options, field);
    }
    RequestFields text = RequestParts.object(request, "text");
    RequestFields format = text == null ? null : RequestParts.object(text, "format");
    if (format != null) {
      ObjectNode read = options.putObject("response_format");
      for (String field : List.of("type", "name", "schema")) {
        RequestParts.copy(format, field, read, field);
      }
    }
    ArrayNode tools = options.putArray("tools");
    RequestParts.forEach(request, "tools", tool -> tools.add(tool(tool)));
    readChoice(options);
    return options;
  }

  private static ObjectNode tool(RequestFields tool) {
    if (!RequestParts.requireText(tool, "type").equals("function")) {
      throw tool.invalid("type", "is a tool of the provider, which this server does not offer");
    }
    ObjectNode read = RequestParts.node();
    for (String field : List.of("name", "description", "parameters")) {
      RequestParts.copy(tool, field, read, field);
    }
    return read;
  }

  private void readChoice(ObjectNode options) {
    JsonNode choice = request.get("tool_choice");
    if (choice == null || choice.isTextual()) {
      RequestParts.copy(request, "tool_choice", options, "tool_choice");
      return;
    }
    RequestFields named = RequestParts.object(request, "tool_choice");
    if (named != null) {
      options.putObject("tool_choice").put("name", RequestParts.requireText(named, "name"));
    }
  }
}
