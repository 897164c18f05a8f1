package dev.firstword.adapters.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstword.adapters.dialect.MediaText;
import dev.firstword.adapters.dialect.OutgoingParts;
import dev.firstword.adapters.dialect.ToolTranscript;
import dev.firstword.adapters.dialect.ToolTranscript.WireCall;
import dev.firstword.adapters.dialect.ToolTranscript.WireResult;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.prompt.ContentPart.Media;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.provider.ModelRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the instructions and messages of one request of the Messages API. A message of nothing but
 * text is a plain string, as it always was: other bytes would miss the provider's cache.
 */
final class AnthropicPrompt {

  private final JsonGenerator json;
  private final Prompt prompt;
  private final String model;
  private final ProviderBlocks providerBlocks;
  private final ToolTranscript tools = ToolTranscript.strict();

  private AnthropicPrompt(JsonGenerator json, ModelRequest request) {
    this.json = json;
    this.prompt = request.prompt();
    this.model = request.model();
    this.providerBlocks = new ProviderBlocks(prompt);
  }

  static void write(JsonGenerator json, ModelRequest request) throws IOException {
    new AnthropicPrompt(json, request).write(request.cachePlan());
  }

  private void write(CachePlan plan) throws IOException {
    if (!prompt.system().isEmpty()) {
      writeText("system", prompt.system(), plan.ttlAt(0));
    }
    json.writeArrayFieldStart("messages");
    int block = 0;
    for (PromptMessage message : prompt.messages()) {
      block++;
      List<ContentPart> parts = OutgoingParts.of(message, model, providerBlocks::canExpress);
      if (!parts.isEmpty()) {
        writeMessage(message.role(), parts, plan.ttlAt(block));
      }
    }
    json.writeEndArray();
  }

  private void writeMessage(Prompt.Role role, List<ContentPart> parts, @Nullable CacheTtl ttl)
      throws IOException {
    json.writeStartObject();
    json.writeStringField(
        "role",
        switch (role) {
          case USER -> "user";
          case ASSISTANT -> "assistant";
        });
    String onlyText = OutgoingParts.onlyText(parts);
    if (onlyText == null) {
      writeBlocks(parts, ttl);
    } else {
      writeText("content", onlyText, ttl);
    }
    json.writeEndObject();
  }

  /**
   * A breakpoint needs a content block; the provider treats a plain string as one block as well.
   */
  private void writeText(String field, String text, @Nullable CacheTtl ttl) throws IOException {
    if (ttl == null) {
      json.writeStringField(field, WireJson.replaceLoneSurrogates(text));
      return;
    }
    json.writeArrayFieldStart(field);
    json.writeStartObject();
    writeTextFields(text);
    writeCacheControl(json, ttl);
    json.writeEndObject();
    json.writeEndArray();
  }

  private void writeBlocks(List<ContentPart> parts, @Nullable CacheTtl ttl) throws IOException {
    int breakpoint = ttl == null ? -1 : lastCacheable(parts);
    json.writeArrayFieldStart("content");
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof ProviderBlock block) {
        json.writeRawValue(block.json());
        continue;
      }
      if (parts.get(i) instanceof Citation || isNote(parts, i)) {
        continue; // Written with its text or its thought.
      }
      json.writeStartObject();
      switch (parts.get(i)) {
        case ContentPart.Text text -> {
          writeTextFields(text.text());
          writeCitations(parts.subList(i + 1, parts.size()));
        }
        case ContentPart.Commentary commentary -> writeTextFields(commentary.text());
        case Media media -> writeMedia(media);
        case Thought thought -> writeThought(thought);
        case ContentPart.ToolCall call -> writeCall(tools.add(call));
        case ContentPart.ToolResult result -> writeResult(tools.add(result));
        case ProviderBlock _, Citation _ -> {}
      }
      if (ttl != null && i == breakpoint) {
        writeCacheControl(json, ttl);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Whether a part says once more what the thought before it says. */
  private static boolean isNote(List<ContentPart> parts, int index) {
    return index > 0
        && parts.get(index) instanceof ContentPart.Commentary commentary
        && parts.get(index - 1) instanceof Thought thought
        && thought.text().strip().equals(commentary.text());
  }

  /** The provider refuses breakpoints on thoughts, and its own blocks are not changed. */
  private static int lastCacheable(List<ContentPart> parts) {
    int last = parts.size() - 1;
    while (last >= 0
        && (parts.get(last) instanceof Thought
            || parts.get(last) instanceof ProviderBlock
            || parts.get(last) instanceof Citation
            || isNote(parts, last))) {
      last--;
    }
    return last;
  }

  /** Writes the citations that follow a text directly. */
  private void writeCitations(List<ContentPart> following) throws IOException {
    if (following.isEmpty() || !(following.getFirst() instanceof Citation)) {
      return;
    }
    json.writeArrayFieldStart("citations");
    for (ContentPart part : following) {
      if (!(part instanceof Citation citation)) {
        break;
      }
      json.writeRawValue(citation.wire());
    }
    json.writeEndArray();
  }

  private void writeTextFields(String text) throws IOException {
    json.writeStringField("type", "text");
    json.writeStringField("text", WireJson.replaceLoneSurrogates(text));
  }

  private void writeMedia(Media media) throws IOException {
    String base64 = MediaText.base64(prompt, media);
    if (base64 == null) {
      writeTextFields(MediaText.missing(media));
      return;
    }
    switch (media.media().kind()) {
      case IMAGE -> json.writeStringField("type", "image");
      case FILE -> {
        json.writeStringField("type", "document");
        if (!media.media().name().isBlank()) {
          json.writeStringField("title", WireJson.replaceLoneSurrogates(media.media().name()));
        }
      }
    }
    json.writeObjectFieldStart("source");
    json.writeStringField("type", "base64");
    json.writeStringField("media_type", media.media().mediaType());
    json.writeStringField("data", base64);
    json.writeEndObject();
  }

  private void writeThought(Thought thought) throws IOException {
    if (thought.signature() == null) {
      json.writeStringField("type", "redacted_thinking");
      json.writeStringField("data", thought.encrypted());
    } else {
      json.writeStringField("type", "thinking");
      json.writeStringField("thinking", WireJson.replaceLoneSurrogates(thought.text()));
      json.writeStringField("signature", thought.signature());
    }
  }

  private void writeCall(WireCall call) throws IOException {
    json.writeStringField("type", "tool_use");
    json.writeStringField("id", call.id());
    json.writeStringField("name", call.name());
    json.writeFieldName("input");
    WireJson.copyText(call.arguments(), json);
  }

  private void writeResult(WireResult result) throws IOException {
    json.writeStringField("type", "tool_result");
    json.writeStringField("tool_use_id", result.id());
    if (!result.content().isEmpty()) {
      json.writeStringField("content", WireJson.replaceLoneSurrogates(result.content()));
    }
    if (result.isError()) {
      json.writeBooleanField("is_error", true);
    }
  }

  static void writeCacheControl(JsonGenerator json, CacheTtl ttl) throws IOException {
    json.writeObjectFieldStart("cache_control");
    json.writeStringField("type", "ephemeral");
    json.writeStringField("ttl", ttl.wireName());
    json.writeEndObject();
  }
}
