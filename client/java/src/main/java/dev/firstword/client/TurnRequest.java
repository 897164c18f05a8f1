package dev.firstword.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to ask: the body of {@code POST /api/chat/stream}. Also that of a job. Without a builder
 * method for a field, use {@link Builder#field}.
 */
public final class TurnRequest {

  private final Map<String, Object> fields;

  private TurnRequest(Map<String, Object> fields) {
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** A message that starts a new conversation, with the profile {@code chat}. */
  public static TurnRequest of(String message) {
    return builder().message(message).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The fields by their names on the wire. */
  Map<String, Object> fields() {
    return fields;
  }

  /** Collects the fields of a request. Each is described in docs/protocol.md. */
  public static final class Builder {

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final List<Map<String, Object>> attachments = new ArrayList<>();
    private final List<Tool> tools = new ArrayList<>();

    private Builder() {}

    /** The user's message. */
    public Builder message(String text) {
      return field("message", text);
    }

    /** An image (PNG, JPEG, GIF or WebP) of the message. */
    public Builder image(byte[] content, String name) {
      return attachment("image", content, name);
    }

    /** A PDF file of the message. */
    public Builder file(byte[] content, String name) {
      return attachment("file", content, name);
    }

    private Builder attachment(String type, byte[] content, String name) {
      attachments.add(
          Map.of("type", type, "name", name, "data", Base64.getEncoder().encodeToString(content)));
      return this;
    }

    /** The conversation to continue. Without it, a new one. */
    public Builder conversationId(String id) {
      return field("conversation_id", id);
    }

    /** The turn whose answer to continue from where it stopped. */
    public Builder continues(String turnId) {
      return field("continues", turnId);
    }

    /** A configured product profile; {@code chat} by default. */
    public Builder profile(String name) {
      return field("profile", name);
    }

    /** The values of the profile's form. */
    public Builder inputs(Map<String, String> values) {
      return field("inputs", Map.copyOf(values));
    }

    /** Replaces the profile's system prompt, if the profile allows it. */
    public Builder system(String prompt) {
      return field("system", prompt);
    }

    /** Pins a model. Without it, the server chooses. */
    public Builder model(String name) {
      return field("model", name);
    }

    /** The longest acceptable wait for the first text. */
    public Builder maxTtft(Duration limit) {
      return field("max_ttft_ms", limit.toMillis());
    }

    /**
     * How much the model thinks: {@code off}, {@code auto}, {@code low}, {@code medium}, {@code
     * high}.
     */
    public Builder thinking(String level) {
      return field("thinking", level);
    }

    /** How many tokens the model may think. */
    public Builder thinkingTokens(int tokens) {
      return field("thinking", tokens);
    }

    public Builder maxTokens(int tokens) {
      return field("max_tokens", tokens);
    }

    public Builder temperature(double value) {
      return field("temperature", value);
    }

    /** Requires a JSON answer that matches a schema, such as a {@code Map}. */
    public Builder jsonSchema(String name, Object schema) {
      return field(
          "response_format", Map.of("type", "json_schema", "name", name, "schema", schema));
    }

    /** A tool that the model may call, and this program runs. */
    public Builder tool(Tool tool) {
      tools.add(tool);
      return this;
    }

    /** Sets any field by its name on the wire. */
    public Builder field(String name, Object value) {
      fields.put(name, value);
      return this;
    }

    public TurnRequest build() {
      Map<String, Object> all = new LinkedHashMap<>(fields);
      if (!attachments.isEmpty()) {
        List<Map<String, Object>> parts = new ArrayList<>(attachments);
        Optional.ofNullable(fields.get("message"))
            .ifPresent(text -> parts.add(Map.of("type", "text", "text", text)));
        all.put("message", parts);
      }
      if (!tools.isEmpty()) {
        all.put("tools", tools.stream().map(Tool::fields).toList());
      }
      return new TurnRequest(all);
    }
  }

  /**
   * A function of this program that the model may call.
   *
   * @param name 1 to 64 letters, digits, {@code _} and {@code -}
   * @param description what it does, for the model
   * @param parameters a JSON schema of an object; empty for no parameters
   */
  public record Tool(String name, String description, Map<String, Object> parameters) {

    Map<String, Object> fields() {
      Map<String, Object> tool = new LinkedHashMap<>();
      tool.put("name", name);
      tool.put("description", description);
      if (!parameters.isEmpty()) {
        tool.put("parameters", parameters);
      }
      return tool;
    }
  }
}
