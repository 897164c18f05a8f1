package dev.firstword.adapters.provider;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.relay.sse.EventStreamDecoder;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event of which a translator reports nothing: one that says nothing of an answer, or one of a
 * kind that is not known here. The latter is progress.
 */
final class UnreportedEvent implements EventStreamDecoder.Listener {

  private static final Set<String> IDLE_MESSAGE_EVENTS =
      Set.of(
          "content_block_start",
          "content_block_stop",
          "error",
          "message_delta",
          "message_start",
          "message_stop",
          "ping");

  private static final Set<String> IDLE_DELTAS =
      Set.of(
          "citations_delta", "input_json_delta", "signature_delta", "text_delta", "thinking_delta");

  private static final Set<String> IDLE_RESPONSE_EVENTS =
      Set.of(
          "error",
          "keepalive",
          "response.completed",
          "response.content_part.added",
          "response.created",
          "response.failed",
          "response.in_progress",
          "response.incomplete",
          "response.output_item.added",
          "response.queued");

  private final ModelApi api;
  private boolean isProgress;

  private UnreportedEvent(ModelApi api) {
    this.api = api;
  }

  /** Returns whether an event, with its line ends, is progress of an answer. */
  static boolean isProgress(ModelApi api, byte[] bytes, int offset, int length) {
    UnreportedEvent event = new UnreportedEvent(api);
    new EventStreamDecoder(Math.max(1, length), event).feed(bytes, offset, length);
    return event.isProgress;
  }

  @Override
  public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
    try (JsonParser json = WireJson.parser(bytes, offset, length)) {
      WireJson.beginObject(json);
      isProgress |=
          switch (api) {
            case MESSAGES -> isMessageProgress(json);
            case RESPONSES -> !IDLE_RESPONSE_EVENTS.contains(type(json, null));
            case CHAT_COMPLETIONS, OPENAI_CHAT_COMPLETIONS -> isChunkProgress(json);
          };
    } catch (IOException notJson) {
      // A keep-alive, or the end.
    }
  }

  @Override
  public void onTooLarge(int limit) {}

  private static boolean isMessageProgress(JsonParser json) throws IOException {
    String[] delta = new String[1];
    String type = type(json, delta);
    return type.equals("content_block_delta")
        ? delta[0] != null && !IDLE_DELTAS.contains(delta[0])
        : !type.isEmpty() && !IDLE_MESSAGE_EVENTS.contains(type);
  }

  /** Returns the type of the event; stores that of its delta. */
  private static String type(JsonParser json, String @Nullable [] delta) throws IOException {
    String type = "";
    for (String name; (name = WireJson.nextField(json)) != null; ) {
      if (name.equals("type")) {
        type = WireJson.stringOrEmpty(json);
      } else if (delta != null
          && name.equals("delta")
          && json.currentToken() == JsonToken.START_OBJECT) {
        delta[0] = type(json, null);
      } else {
        json.skipChildren();
      }
    }
    return type;
  }

  private static boolean isChunkProgress(JsonParser json) throws IOException {
    boolean isProgress = false;
    for (String name; (name = WireJson.nextField(json)) != null; ) {
      if (name.equals("choices") && json.currentToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          isProgress |= isChoiceProgress(json);
        }
      } else {
        json.skipChildren();
      }
    }
    return isProgress;
  }

  private static boolean isChoiceProgress(JsonParser json) throws IOException {
    boolean isProgress = false;
    for (String name; (name = WireJson.nextField(json)) != null; ) {
      if (name.equals("delta") && json.currentToken() == JsonToken.START_OBJECT) {
        for (String field; (field = WireJson.nextField(json)) != null; ) {
          isProgress |= !field.equals("role") && !isEmpty(json);
          json.skipChildren();
        }
      } else {
        json.skipChildren();
      }
    }
    return isProgress;
  }

  /** Chunks that say nothing have null or an empty text. */
  private static boolean isEmpty(JsonParser json) throws IOException {
    return json.currentToken() == JsonToken.VALUE_NULL
        || (json.currentToken() == JsonToken.VALUE_STRING && json.getTextLength() == 0);
  }
}
