package dev.firstword.adapters.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.MediaText;
import dev.firstword.adapters.dialect.OpenAiService;
import dev.firstword.adapters.dialect.OutgoingParts;
import dev.firstword.adapters.dialect.ToolTranscript;
import dev.firstword.adapters.dialect.ToolTranscript.WireCall;
import dev.firstword.adapters.dialect.ToolTranscript.WireResult;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.Media;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.provider.ModelRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of one request of chat completions. A message of nothing but text is a plain
 * string, which every server takes and whose bytes providers cache.
 */
final class ChatPrompt {

  private final JsonGenerator json;
  private final ModelRequest request;
  private final boolean isOpenAi;
  private final ToolTranscript tools;

  private ChatPrompt(JsonGenerator json, ModelRequest request, boolean isOpenAi) {
    this.json = json;
    this.request = request;
    this.isOpenAi = isOpenAi;
    this.tools = isOpenAi ? ToolTranscript.strict() : ToolTranscript.lenient();
  }

  static void write(JsonGenerator json, ModelRequest request, boolean isOpenAi) throws IOException {
    new ChatPrompt(json, request, isOpenAi).write();
  }

  private void write() throws IOException {
    Prompt prompt = request.prompt();
    json.writeArrayFieldStart("messages");
    if (!prompt.system().isEmpty()) {
      writeText("system", prompt.system());
    }
    for (PromptMessage message : prompt.messages()) {
      List<ContentPart> parts = OutgoingParts.of(message, request.model(), this::canExpress);
      switch (message.role()) {
        case USER -> writeUserMessages(parts);
        case ASSISTANT -> writeAssistantMessage(parts);
      }
    }
    String jsonInstruction = isOpenAi ? OpenAiService.jsonInstruction(request) : null;
    if (jsonInstruction != null) {
      writeText("system", jsonInstruction); // Last, so that the cached prefix stays the same.
    }
    json.writeEndArray();
  }

  /**
   * The API has no field for thoughts, and OpenAI refuses any. Other servers send them in two
   * forms: as a list of details, or as text alone.
   */
  private boolean canExpress(ContentPart part) {
    if (isOpenAi || !(part instanceof Thought thought)) {
      return false;
    }
    return thought.encrypted() == null
        ? thought.signature() == null && !thought.text().isEmpty()
        : WireJson.isArray(thought.encrypted());
  }

  /** Tool results are messages of their own. */
  private void writeUserMessages(List<ContentPart> parts) throws IOException {
    int results = 0;
    while (results < parts.size() && parts.get(results) instanceof ToolResult result) {
      writeResult(tools.add(result));
      results++;
    }
    List<ContentPart> content = parts.subList(results, parts.size());
    String onlyText = OutgoingParts.onlyText(content);
    if (onlyText != null) {
      writeText("user", onlyText);
    } else if (!content.isEmpty()) {
      json.writeStartObject();
      json.writeStringField("role", "user");
      json.writeArrayFieldStart("content");
      for (ContentPart part : content) {
        switch (part) {
          case ContentPart.Text text -> writeTextPart(text.text());
          case Media media -> writeMedia(media);
          // Never in a user's message, or written.
          case Thought _,
              ToolCall _,
              ToolResult _,
              ContentPart.Commentary _,
              ContentPart.Citation _,
              ContentPart.ProviderBlock _ -> {}
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private void writeResult(WireResult result) throws IOException {
    json.writeStartObject();
    json.writeStringField("role", "tool");
    json.writeStringField("tool_call_id", result.id());
    json.writeStringField("content", WireJson.replaceLoneSurrogates(result.markedContent()));
    json.writeEndObject();
  }

  private void writeMedia(Media media) throws IOException {
    String dataUrl = MediaText.dataUrl(request.prompt(), media);
    if (dataUrl == null) {
      writeTextPart(MediaText.missing(media));
      return;
    }
    json.writeStartObject();
    switch (media.media().kind()) {
      case IMAGE -> {
        json.writeStringField("type", "image_url");
        json.writeObjectFieldStart("image_url");
        json.writeStringField("url", dataUrl);
      }
      case FILE -> {
        json.writeStringField("type", "file");
        json.writeObjectFieldStart("file");
        json.writeStringField(
            "filename", WireJson.replaceLoneSurrogates(MediaText.fileName(media)));
        json.writeStringField("file_data", dataUrl);
      }
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeAssistantMessage(List<ContentPart> parts) throws IOException {
    String text = text(parts);
    List<ToolCall> calls = only(ToolCall.class, parts);
    List<Thought> detailed =
        only(Thought.class, parts).stream().filter(thought -> thought.encrypted() != null).toList();
    if (calls.isEmpty() && detailed.isEmpty()) {
      if (text != null) {
        writeText("assistant", text);
      }
      return;
    }
    json.writeStartObject();
    json.writeStringField("role", "assistant");
    json.writeStringField("content", text == null ? null : WireJson.replaceLoneSurrogates(text));
    if (detailed.isEmpty()) {
      writeReasoning(only(Thought.class, parts));
    } else {
      writeReasoningDetails(detailed);
    }
    if (!calls.isEmpty()) {
      json.writeArrayFieldStart("tool_calls");
      for (ToolCall call : calls) {
        writeCall(tools.add(call));
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** Open models expect their reasoning before the results of tool calls. */
  private void writeReasoning(List<Thought> thoughts) throws IOException {
    if (!thoughts.isEmpty()) {
      String reasoning = thoughts.stream().map(Thought::text).collect(Collectors.joining("\n\n"));
      json.writeStringField("reasoning_content", WireJson.replaceLoneSurrogates(reasoning));
    }
  }

  /** OpenRouter expects its list, with signatures and encrypted reasoning, as it sent it. */
  private void writeReasoningDetails(List<Thought> thoughts) throws IOException {
    json.writeArrayFieldStart("reasoning_details");
    for (Thought thought : thoughts) {
      try (JsonParser details = WireJson.parser(String.valueOf(thought.encrypted()))) {
        details.nextToken();
        while (details.nextToken() != JsonToken.END_ARRAY) {
          WireJson.copyValue(details, json);
        }
      }
    }
    json.writeEndArray();
  }

  private static <T extends ContentPart> List<T> only(Class<T> type, List<ContentPart> parts) {
    return parts.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private void writeCall(WireCall call) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", call.id());
    json.writeStringField("type", "function");
    json.writeObjectFieldStart("function");
    json.writeStringField("name", call.name());
    json.writeStringField("arguments", WireJson.replaceLoneSurrogates(call.arguments()));
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Returns the text, which the API does not place between tool calls; null if there is none. */
  private static @Nullable String text(List<ContentPart> parts) {
    List<String> texts = new ArrayList<>();
    for (ContentPart part : parts) {
      switch (part) {
        case ContentPart.Text text -> texts.add(text.text());
        case ContentPart.Commentary commentary -> texts.add(commentary.text());
        default -> {}
      }
    }
    return texts.isEmpty() ? null : String.join("\n\n", texts);
  }

  private void writeText(String role, String text) throws IOException {
    json.writeStartObject();
    json.writeStringField("role", role);
    json.writeStringField("content", WireJson.replaceLoneSurrogates(text));
    json.writeEndObject();
  }

  private void writeTextPart(String text) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "text");
    json.writeStringField("text", WireJson.replaceLoneSurrogates(text));
    json.writeEndObject();
  }
}
