package dev.firstword.api.uistream;

import static dev.firstword.api.uistream.UiChunkBuffer.chunk;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.relay.log.EncodedEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Translates the events of one turn to the chunks of one UI message stream. Data parts that belong
 * to the answer are kept in the message; those that only say what happens now are transient. Not
 * safe for use by several threads.
 */
public final class UiMessageTranslator {

  /** The header that tells a client what the stream is. */
  public static final String VERSION_HEADER = "x-vercel-ai-ui-message-stream";

  public static final String VERSION = "v1";

  private static final byte[] TEXT = "{\"type\":\"text\",\"text\":".getBytes(US_ASCII);
  private static final byte[] CLOSING_BRACE = "}".getBytes(US_ASCII);
  private static final int EVENT_END_LENGTH = "\n\n".length();
  private static final String SHUTDOWN_TEXT = "The server was restarted. Try again.";
  private static final JsonMapper JSON = new JsonMapper();

  private final UiChunkBuffer out = new UiChunkBuffer();
  private final UiToolCalls tools;
  private final Set<Integer> citedSources = new HashSet<>();
  private final StringBuilder summary = new StringBuilder();
  private @Nullable ObjectNode start;

  /** Whether what is translated is in the client's message already. */
  private boolean isSilent;

  private boolean isStepOpen;
  private int parts;

  /** The id of the part that is being written; null if none is. */
  private @Nullable String openText;

  /** The start of the chunks of that part, up to the text. */
  private byte[] textDelta = {};

  private @Nullable String openReasoning;
  private boolean hasReasoningText;

  private UiMessageTranslator(boolean isSilent, Set<String> answeredCalls) {
    this.isSilent = isSilent;
    tools = new UiToolCalls(out, answeredCalls);
  }

  /** Creates a translator of a turn from its start, or from where a reader resumes. */
  public static UiMessageTranslator ofTurn() {
    return new UiMessageTranslator(false, Set.of());
  }

  /**
   * Creates a translator that continues a message after its tools have run. It begins where the
   * turn has asked for all of them.
   *
   * @param answeredCalls the calls whose results the client has sent
   */
  public static UiMessageTranslator afterTools(Set<String> answeredCalls) {
    return new UiMessageTranslator(true, answeredCalls);
  }

  /** Translates whole events of a log. */
  public void translate(byte[] bytes, int from, int to) {
    int end;
    for (int event = from; event < to; event = end) {
      end = EncodedEvents.end(bytes, event, to);
      translateOne(bytes, event, end);
    }
  }

  /** Notes events that the reader has seen already. */
  public void skip(byte[] bytes, int from, int to) {
    translate(bytes, from, to);
    out.take();
  }

  /** Removes and returns the chunks so far. */
  public byte[] take() {
    return out.take();
  }

  /**
   * Whether the turn waits for tools of the client. A page sends their results in a new request,
   * and only once this stream has ended.
   */
  public boolean isWaitingForClient() {
    return tools.isWaitingForClient();
  }

  /** Ends a stream whose turn waits for tools of the client. */
  public void endBeforeTools() {
    closeStep();
    out.add(chunk("finish").put("finishReason", "tool-calls"));
  }

  private void translateOne(byte[] bytes, int event, int end) {
    int data = EncodedEvents.data(bytes, event);
    long sequence = EncodedEvents.sequence(bytes, event);
    int dataEnd = end - EVENT_END_LENGTH;
    if (openText != null && !isSilent && startsWith(bytes, data, dataEnd, TEXT)) {
      int text = data + TEXT.length;
      out.addEncoded(sequence, textDelta, bytes, text, dataEnd - 1, CLOSING_BRACE);
      return;
    }
    try {
      write(JSON.readTree(bytes, data, dataEnd - data));
    } catch (IOException e) {
      throw new UncheckedIOException("a turn's log holds an event that is not JSON", e);
    }
    out.endEvent(sequence);
    if (isSilent) {
      out.take();
      startContinuation();
    }
  }

  /** A message that continues is named again. */
  private void startContinuation() {
    ObjectNode known = start;
    if (known != null && tools.areAllAsked()) {
      isSilent = false;
      isStepOpen = false;
      out.add(known);
    }
  }

  private static boolean startsWith(byte[] bytes, int from, int limit, byte[] prefix) {
    int to = from + prefix.length;
    return to <= limit && Arrays.equals(bytes, from, to, prefix, 0, prefix.length);
  }

  /** The table: what each event becomes. Events that are not here have no chunk. */
  private void write(JsonNode event) {
    String type = event.path("type").asText();
    switch (type) {
      case "start" -> start(event);
      case "phase", "model", "estimate", "slow" ->
          out.add(data(type, without(event)).transientPart());
      case "tool_wait" -> out.add(data("tool-wait", without(event)).transientPart());
      case "sources" -> sources(event);
      case "thinking" -> thinking(event);
      case "thinking_text" -> reasoning(event.path("text").asText());
      case "tool_call" -> {
        closeParts();
        tools.onCall(event);
      }
      case "tool_arguments" -> tools.onArguments(event.path("id").asText(), event.path("text"));
      case "step" -> {
        closeStep();
        openStep();
      }
      case "note" -> {
        closeParts();
        text(event.path("text"));
        closeParts();
      }
      case "text" -> text(event.path("text"));
      case "citation" -> citation(event);
      case "section" ->
          out.add(data(type, without(event)).id("section-" + event.path("index").asInt()));
      case "summary_text" -> {
        summary.append(event.path("text").asText());
        summary("streaming");
      }
      case "summary" -> {
        summary.setLength(0);
        summary.append(event.path("text").asText());
        summary("complete");
      }
      case "discard" -> {
        closeParts();
        out.add(data("discard", without(event)).id("discard"));
      }
      case "stream_end" -> closeParts();
      case "done" -> done(event);
      case "cancelled" -> cancelled(event);
      case "error" -> failed(event, event.path("message").asText());
      default -> {} // full_start, answer_now: said by what follows them.
    }
  }

  private void start(JsonNode event) {
    ObjectNode chunk = chunk("start");
    chunk.set("messageId", event.path("assistant_message_id"));
    chunk.set("messageMetadata", without(event, "assistant_message_id"));
    start = chunk;
    out.add(chunk);
    openStep();
  }

  private void openStep() {
    isStepOpen = true;
    out.add(chunk("start-step"));
  }

  private void closeStep() {
    closeParts();
    if (isStepOpen) {
      isStepOpen = false;
      out.add(chunk("finish-step"));
    }
  }

  private void closeParts() {
    if (openText != null) {
      out.add(chunk("text-end").put("id", openText));
      openText = null;
    }
    if (openReasoning != null) {
      out.add(chunk("reasoning-end").put("id", openReasoning));
      openReasoning = null;
    }
  }

  private void text(JsonNode text) {
    if (openText == null) {
      closeParts();
      String id = "text-" + ++parts;
      openText = id;
      textDelta = ("{\"type\":\"text-delta\",\"id\":\"" + id + "\",\"delta\":").getBytes(US_ASCII);
      out.add(chunk("text-start").put("id", id));
    }
    out.add(chunk("text-delta").put("id", openText).set("delta", text));
  }

  /** A thought is a part even if none of it may be shown: a page shows that the model thinks. */
  private void thinking(JsonNode event) {
    out.add(data("thinking", without(event)).transientPart());
    switch (event.path("state").asText()) {
      case "started" -> openReasoning();
      case "finished" -> closeParts();
      default -> {
        if (event.has("headline") && !hasReasoningText) {
          headline(event.path("headline").asText());
        }
      }
    }
  }

  /** Headlines stand for a thought whose text is not shown. */
  private void headline(String text) {
    reasoning(text + "\n\n");
    hasReasoningText = false;
  }

  private void reasoning(String text) {
    String id = openReasoning == null ? openReasoning() : openReasoning;
    hasReasoningText = true;
    out.add(chunk("reasoning-delta").put("id", id).put("delta", text));
  }

  private String openReasoning() {
    closeParts();
    String id = "reasoning-" + ++parts;
    openReasoning = id;
    hasReasoningText = false;
    out.add(chunk("reasoning-start").put("id", id));
    return id;
  }

  private void sources(JsonNode event) {
    for (JsonNode source : event.path("sources")) {
      citedSources.add(source.path("index").asInt());
      out.add(
          UiSources.chunk(
              source.path("index").asInt(),
              source.path("source").asText(),
              source.path("title").asText()));
    }
    out.add(data("sources", without(event)).id("sources"));
  }

  /** A citation says where the source supports the answer; the source itself is a part once. */
  private void citation(JsonNode event) {
    int index = event.path("index").asInt();
    if (citedSources.add(index)) {
      out.add(UiSources.chunk(index, event.path("url").asText(), event.path("title").asText()));
    }
    out.add(data("citation", without(event)).node());
  }

  private void summary(String state) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("text", summary.toString()).put("state", state);
    out.add(data("summary", data).id("summary"));
  }

  private void done(JsonNode event) {
    closeStep();
    String reason =
        switch (event.path("finish_reason").asText()) {
          case "stop" -> "stop";
          case "length" -> "length";
          case "refusal" -> "content-filter";
          default -> "other";
        };
    ObjectNode finish = chunk("finish").put("finishReason", reason);
    finish.set("messageMetadata", without(event, "finish_reason"));
    out.add(finish);
  }

  private void cancelled(JsonNode event) {
    if (event.path("by").asText().equals("shutdown")) {
      failed(event, SHUTDOWN_TEXT);
      return;
    }
    closeStep();
    out.add(chunk("abort"));
  }

  /** The reader stops at the chunk with the message, so what a program needs goes before it. */
  private void failed(JsonNode event, String message) {
    closeStep();
    out.add(data("error", without(event, "message", "latency")).transientPart());
    out.add(chunk("error").put("errorText", message));
  }

  private static ObjectNode without(JsonNode event, String... fields) {
    ObjectNode copy = event.deepCopy();
    copy.remove("type");
    copy.remove(Arrays.asList(fields));
    return copy;
  }

  private static DataPart data(String type, ObjectNode data) {
    ObjectNode chunk = chunk("data-" + type.toLowerCase(Locale.ROOT));
    return new DataPart(chunk.set("data", data));
  }

  /** A chunk of a type of our own. */
  private record DataPart(ObjectNode node) {

    /** Replaces the part of this type and id in the message. */
    ObjectNode id(String id) {
      return node.put("id", id);
    }

    /** Is no part of the message; only its listener sees it. */
    ObjectNode transientPart() {
      return node.put("transient", true);
    }
  }
}
