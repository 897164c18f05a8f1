package dev.firstword.api.compatible;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.conversation.Conversation;
import dev.firstword.core.direct.DirectRequest;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ThinkingOption;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request of a provider-compatible API as one of the server's own, which starts a turn.
 * What a turn cannot carry is refused.
 */
public final class TurnRequestJson {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String UNNAMED_FILE = "file.pdf";

  private TurnRequestJson() {}

  /**
   * Returns the fields of a chat request, with the content of images and files as binary nodes.
   *
   * @param model the model that must answer; null: the router chooses
   * @param maxTokensLimit the longest answer that a request may ask for
   * @param conversationId the conversation to continue; null: a new one
   * @param isInBackground whether the client is answered before the model is
   * @throws ProblemException if a turn cannot carry the request
   */
  public static ObjectNode of(
      DirectRequest request,
      @Nullable String model,
      int maxTokensLimit,
      @Nullable String conversationId,
      boolean isInBackground) {
    ObjectNode fields = RequestParts.node();
    fields.put("profile", Profiles.STORED_CALLS).put("summary", false);
    fields.put("origin", Conversation.ORIGIN_API);
    if (conversationId != null) {
      fields.put("conversation_id", conversationId);
    }
    if (model != null) {
      fields.put("model", model);
    }
    Prompt prompt = request.prompt();
    if (!prompt.system().isEmpty()) {
      fields.put("system", prompt.system());
    }
    if (prompt.messages().size() != 1) {
      throw refused(
          "A stored call has one new message of the user: its conversation has the others."
              + " Send that message alone.");
    }
    writeMessage(prompt.messages().getFirst(), prompt.media(), fields.putArray("message"));
    writeThinking(request.thinking(), fields);
    writeOptions(request.options(), maxTokensLimit, fields);
    writeTools(request.options(), isInBackground, fields);
    return fields;
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(Problem.malformed(detail));
  }

  private static void writeMessage(
      PromptMessage message, Map<String, byte[]> contents, ArrayNode parts) {
    for (ContentPart part : message.parts()) {
      switch (part) {
        case ContentPart.Text text ->
            parts.addObject().put("type", "text").put("text", text.text());
        case ContentPart.Media(MediaDescription media) -> {
          boolean isFile = media.kind() == MediaDescription.Kind.FILE;
          parts
              .addObject()
              .put("type", media.kind().name().toLowerCase(Locale.ROOT))
              .put("name", isFile && media.name().isBlank() ? UNNAMED_FILE : media.name())
              .put("data", Objects.requireNonNull(contents.get(media.sha256()), "content"));
        }
        case ContentPart.ToolResult _ ->
            throw new IllegalStateException("results of tools continue a turn, and start none");
        case ContentPart.Commentary _,
            ContentPart.Citation _,
            ContentPart.ProviderBlock _,
            ContentPart.Thought _,
            ContentPart.ToolCall _ ->
            throw new IllegalStateException("no part of a message of the user: " + part);
      }
    }
  }

  private static void writeThinking(ThinkingOption thinking, ObjectNode fields) {
    switch (thinking.level()) {
      case AUTO -> {} // As the model does by itself.
      case BUDGET -> fields.put("thinking", thinking.budgetTokens());
      case OFF, LOW, MEDIUM, HIGH ->
          fields.put("thinking", thinking.level().name().toLowerCase(Locale.ROOT));
    }
  }

  private static void writeOptions(
      GenerationOptions options, int maxTokensLimit, ObjectNode fields) {
    if (options.maxTokens() != null) {
      fields.put("max_tokens", Math.min(options.maxTokens(), maxTokensLimit));
    }
    if (options.temperature() != null) {
      fields.put("temperature", options.temperature());
    }
    if (options.topP() != null) {
      fields.put("top_p", options.topP());
    }
    if (!options.stop().isEmpty()) {
      options.stop().forEach(fields.putArray("stop")::add);
    }
    ResponseFormat format = options.responseFormat();
    if (format != null) {
      ObjectNode written = fields.putObject("response_format");
      String schema = format.schema();
      if (schema == null) {
        written.put("type", "json_object");
      } else {
        written.put("type", "json_schema").put("name", format.name()).set("schema", parse(schema));
      }
    }
  }

  private static void writeTools(
      GenerationOptions options, boolean isInBackground, ObjectNode fields) {
    if (options.tools().isEmpty()) {
      return;
    }
    if (isInBackground) {
      throw refused(
          "A response in the background has no tools, because no client is there to run them."
              + " Leave out \"background\" or \"tools\".");
    }
    ArrayNode tools = fields.putArray("tools");
    for (ToolDefinition tool : options.tools()) {
      tools
          .addObject()
          .put("name", tool.name())
          .put("description", tool.description())
          .set("parameters", parse(tool.schema()));
    }
    ToolChoice choice = options.toolChoice();
    switch (choice.mode()) {
      case AUTO -> {} // As without it.
      case NONE, REQUIRED ->
          fields.put("tool_choice", choice.mode().name().toLowerCase(Locale.ROOT));
      case TOOL -> fields.putObject("tool_choice").put("name", choice.toolName());
    }
    if (options.parallelToolCalls() != null) {
      fields.put("parallel_tool_calls", options.parallelToolCalls());
    }
  }

  private static JsonNode parse(String schema) {
    try {
      return JSON.readTree(schema);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schema that was read from JSON", e);
    }
  }
}
