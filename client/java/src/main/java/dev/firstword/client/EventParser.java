package dev.firstword.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses events. One of an unknown type, or without a field that it must have, is unknown. */
final class EventParser {

  private final long number;
  private final JsonNode fields;

  private EventParser(long number, JsonNode fields) {
    this.number = number;
    this.fields = fields;
  }

  /** Returns the event, or nothing if the text is not a JSON object with a type. */
  static Optional<TurnEvent> parse(long number, String json) {
    JsonNode fields;
    try {
      fields = Json.parse(json);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    JsonNode type = fields.get("type");
    if (type == null || !type.isTextual()) {
      return Optional.empty();
    }
    try {
      TurnEvent event = new EventParser(number, fields).event(type.textValue());
      return Optional.of(event == null ? unknown(number, type.textValue(), json) : event);
    } catch (MissingField | IllegalArgumentException e) {
      return Optional.of(unknown(number, type.textValue(), json));
    }
  }

  private static TurnEvent unknown(long number, String type, String json) {
    return new TurnEvent.Unknown(number, type, json);
  }

  private @Nullable TurnEvent event(String type) {
    return switch (type) {
      case "start" -> start();
      case "phase" ->
          new TurnEvent.Phase(number, text("name"), text("label"), text("state"), elapsed());
      case "sources" -> new TurnEvent.Sources(number, sources());
      case "model" ->
          new TurnEvent.Model(number, text("model"), text("reason"), optional("judged_by"));
      case "thinking" -> thinking();
      case "answer_now" -> new TurnEvent.AnswerNow(number, text("by"));
      case "thinking_text" -> new TurnEvent.ThinkingText(number, text("text"));
      case "tool_call" -> toolCall();
      case "tool_arguments" -> new TurnEvent.ToolArguments(number, text("id"), text("text"));
      case "tool_wait" -> toolWait();
      case "citation" ->
          new TurnEvent.Cited(number, Json.convert(fields, TurnEvent.Citation.class));
      case "note" -> new TurnEvent.Note(number, text("text"));
      case "step" -> new TurnEvent.Step(number, (int) whole("index"), elapsed());
      case "full_start" -> new TurnEvent.FullStart(number);
      case "text" -> new TurnEvent.Text(number, text("text"));
      case "discard" -> new TurnEvent.Discard(number, (int) whole("kept"));
      case "section" -> section();
      case "slow" ->
          new TurnEvent.Slow(number, text("message"), millis("waited_ms"), optional("kind"));
      case "estimate" -> estimate();
      case "summary_text" -> new TurnEvent.SummaryText(number, text("text"));
      case "summary" -> new TurnEvent.Summary(number, text("text"));
      case "stream_end" -> new TurnEvent.StreamEnd(number);
      default -> ending(type);
    };
  }

  /** The events that end a turn are never unknown, whatever fields they lack. */
  private @Nullable TurnEvent ending(String type) {
    return switch (type) {
      case "done" ->
          new TurnEvent.Done(
              number,
              fields.path("finish_reason").asText("other"),
              fields.path("usage").isObject()
                  ? Json.convert(fields.path("usage"), Usage.class)
                  : new Usage(0, 0, 0, 0, null, null),
              latency());
      case "cancelled" ->
          new TurnEvent.Cancelled(
              number,
              fields.path("by").asText("user"),
              fields.has("action") ? Action.of(optional("action")) : null,
              latency());
      case "error" ->
          new TurnEvent.Failed(
              number,
              fields.path("code").asText("unknown"),
              fields.path("message").asText("The turn failed."),
              Action.of(optional("action")),
              optionalMillis("retry_after_ms"),
              latency());
      default -> null;
    };
  }

  private TurnEvent start() {
    List<String> warnings = new ArrayList<>();
    fields.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return new TurnEvent.Start(
        number,
        text("turn_id"),
        text("conversation_id"),
        text("user_message_id"),
        text("assistant_message_id"),
        fields.path("simulated").asBoolean(),
        optional("continues"),
        List.copyOf(warnings));
  }

  private List<TurnEvent.Source> sources() {
    List<TurnEvent.Source> sources = new ArrayList<>();
    fields
        .path("sources")
        .forEach(source -> sources.add(Json.convert(source, TurnEvent.Source.class)));
    return List.copyOf(sources);
  }

  private TurnEvent thinking() {
    JsonNode tokens = fields.path("tokens");
    return new TurnEvent.Thinking(
        number,
        text("state"),
        elapsed(),
        optional("headline"),
        tokens.isNumber() ? tokens.longValue() : null,
        fields.path("can_answer_now").asBoolean());
  }

  private TurnEvent toolCall() {
    return new TurnEvent.ToolCall(
        number,
        text("id"),
        text("name"),
        text("label"),
        text("state"),
        elapsed(),
        optional("arguments"),
        optional("result"),
        optional("by"));
  }

  private TurnEvent toolWait() {
    return new TurnEvent.ToolWait(
        number,
        text("id"),
        elapsed(),
        (int) whole("longer_than_percent"),
        optionalMillis("remaining_ms"),
        (int) whole("samples"));
  }

  private TurnEvent section() {
    return new TurnEvent.Section(
        number, (int) whole("index"), (int) whole("count"), text("title"), text("state"));
  }

  private TurnEvent estimate() {
    return new TurnEvent.Estimate(
        number, spread("ttft_ms"), spread("total_ms"), fields.path("samples").asInt());
  }

  private TurnEvent.Spread spread(String name) {
    EventParser spread = new EventParser(number, fields.path(name));
    return new TurnEvent.Spread(spread.millis("p10"), spread.millis("p50"), spread.millis("p90"));
  }

  private @Nullable Latency latency() {
    JsonNode latency = fields.path("latency");
    return latency.isObject() ? Json.convert(latency, Latency.class) : null;
  }

  private Duration elapsed() {
    return millis("elapsed_ms");
  }

  private Duration millis(String name) {
    JsonNode value = fields.path(name);
    if (!value.isNumber()) {
      throw new MissingField(name);
    }
    return Duration.ofNanos((long) (value.doubleValue() * 1_000_000));
  }

  private @Nullable Duration optionalMillis(String name) {
    return fields.path(name).isNumber() ? millis(name) : null;
  }

  private long whole(String name) {
    JsonNode value = fields.path(name);
    if (!value.isNumber()) {
      throw new MissingField(name);
    }
    return value.longValue();
  }

  private String text(String name) {
    JsonNode value = fields.path(name);
    if (!value.isTextual()) {
      throw new MissingField(name);
    }
    return value.textValue();
  }

  private @Nullable String optional(String name) {
    JsonNode value = fields.path(name);
    return value.isTextual() ? value.textValue() : null;
  }

  /** An event lacks a field that it must have. */
  private static final class MissingField extends RuntimeException {

    private static final long serialVersionUID = 1;

    MissingField(String name) {
      super(name, null, false, false);
    }
  }
}
