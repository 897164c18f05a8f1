package dev.firstword.adapters.responses;

import com.fasterxml.jackson.core.JsonGenerator;
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
import java.util.List;

/**
 * Writes the instructions and the input items of one request of the Responses API. Each part of an
 * answer is an item of its own, in the order in which the model wrote them.
 */
final class ResponsesPrompt {

  private final JsonGenerator json;
  private final ModelRequest request;
  private final Prompt prompt;
  private final ToolTranscript tools = ToolTranscript.strict();

  private ResponsesPrompt(JsonGenerator json, ModelRequest request) {
    this.json = json;
    this.request = request;
    this.prompt = request.prompt();
  }

  static void write(JsonGenerator json, ModelRequest request) throws IOException {
    new ResponsesPrompt(json, request).write();
  }

  private void write() throws IOException {
    // Models that keep thoughts read "instructions" after the input, anew in each turn: uncached,
    // and without being part of the conversation.
    boolean isMessage = request.keepsThoughts();
    if (!prompt.system().isEmpty() && !isMessage) {
      json.writeStringField("instructions", WireJson.replaceLoneSurrogates(prompt.system()));
    }
    json.writeArrayFieldStart("input");
    if (!prompt.system().isEmpty() && isMessage) {
      writeMessage("developer", prompt.system());
    }
    int question = prompt.indexOfQuestion();
    for (int i = 0; i < prompt.messages().size(); i++) {
      PromptMessage message = prompt.messages().get(i);
      boolean hasReasoning = i > question || message.hasThought();
      List<ContentPart> parts =
          OutgoingParts.of(message, request.model(), part -> canExpress(part, hasReasoning));
      switch (message.role()) {
        case USER -> writeUserItems(parts);
        case ASSISTANT -> writeAssistantItems(parts);
      }
    }
    String jsonInstruction = OpenAiService.jsonInstruction(request);
    if (jsonInstruction != null) {
      writeMessage("developer", jsonInstruction); // Last, so that the cached prefix stays the same.
    }
    json.writeEndArray();
  }

  /**
   * Reasoning that is not encrypted is lost, since the provider stores nothing. Calls of its tools
   * belong to the reasoning before them, which is not always kept for later turns.
   */
  private static boolean canExpress(ContentPart part, boolean hasReasoning) {
    return switch (part) {
      case Thought thought -> thought.encrypted() != null;
      case ContentPart.ProviderBlock _ -> hasReasoning;
      default -> false;
    };
  }

  private void writeUserItems(List<ContentPart> parts) throws IOException {
    int results = 0;
    while (results < parts.size() && parts.get(results) instanceof ToolResult result) {
      writeResult(tools.add(result));
      results++;
    }
    List<ContentPart> content = parts.subList(results, parts.size());
    String onlyText = OutgoingParts.onlyText(content);
    if (onlyText != null) {
      writeMessage("user", onlyText);
    } else if (!content.isEmpty()) {
      json.writeStartObject();
      json.writeStringField("type", "message");
      json.writeStringField("role", "user");
      json.writeArrayFieldStart("content");
      for (ContentPart part : content) {
        switch (part) {
          case ContentPart.Text text -> writeInputText(text.text());
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

  private void writeAssistantItems(List<ContentPart> parts) throws IOException {
    for (ContentPart part : parts) {
      switch (part) {
        case ContentPart.Text text ->
            writeMessage("assistant", text.text(), text.isFinalAnswer() ? "final_answer" : "");
        case ContentPart.Commentary commentary ->
            writeMessage("assistant", commentary.text(), "commentary");
        case ContentPart.ProviderBlock block -> json.writeRawValue(block.json());
        case Thought thought -> writeReasoning(thought);
        case ToolCall call -> writeCall(tools.add(call));
        case Media _, ToolResult _, ContentPart.Citation _ -> {} // Never in an answer, or not sent.
      }
    }
  }

  private void writeMessage(String role, String text) throws IOException {
    writeMessage(role, text, "");
  }

  /**
   * Writes a message.
   *
   * @param phase as the provider marked it; empty if it did not
   */
  private void writeMessage(String role, String text, String phase) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "message");
    json.writeStringField("role", role);
    json.writeStringField("content", WireJson.replaceLoneSurrogates(text));
    if (!phase.isEmpty()) {
      json.writeStringField("phase", phase);
    }
    json.writeEndObject();
  }

  private void writeInputText(String text) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "input_text");
    json.writeStringField("text", WireJson.replaceLoneSurrogates(text));
    json.writeEndObject();
  }

  private void writeMedia(Media media) throws IOException {
    String dataUrl = MediaText.dataUrl(prompt, media);
    if (dataUrl == null) {
      writeInputText(MediaText.missing(media));
      return;
    }
    json.writeStartObject();
    switch (media.media().kind()) {
      case IMAGE -> {
        json.writeStringField("type", "input_image");
        json.writeStringField("image_url", dataUrl);
      }
      case FILE -> {
        json.writeStringField("type", "input_file");
        json.writeStringField(
            "filename", WireJson.replaceLoneSurrogates(MediaText.fileName(media)));
        json.writeStringField("file_data", dataUrl);
      }
    }
    json.writeEndObject();
  }

  /** The signature of a thought is the id of its item. */
  private void writeReasoning(Thought thought) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "reasoning");
    if (thought.signature() != null) {
      json.writeStringField("id", thought.signature());
    }
    json.writeArrayFieldStart("summary");
    if (!thought.text().isEmpty()) {
      json.writeStartObject();
      json.writeStringField("type", "summary_text");
      json.writeStringField("text", WireJson.replaceLoneSurrogates(thought.text()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("encrypted_content", thought.encrypted());
    json.writeEndObject();
  }

  private void writeCall(WireCall call) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "function_call");
    json.writeStringField("call_id", call.id());
    json.writeStringField("name", call.name());
    json.writeStringField("arguments", WireJson.replaceLoneSurrogates(call.arguments()));
    json.writeEndObject();
  }

  private void writeResult(WireResult result) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "function_call_output");
    json.writeStringField("call_id", result.id());
    json.writeStringField("output", WireJson.replaceLoneSurrogates(result.markedContent()));
    json.writeEndObject();
  }
}
