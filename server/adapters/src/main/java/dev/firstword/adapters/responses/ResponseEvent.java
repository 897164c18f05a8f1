package dev.firstword.adapters.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.adapters.openai.ErrorObject;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of one event of the Responses API, of any type. Messages of errors are never read. */
final class ResponseEvent {

  private String type = "";
  private String delta = "";
  private String itemKey = "";
  private boolean hasOutputIndex;
  private @Nullable OutputItem item;
  private String status = "";
  private String incompleteReason = "";
  private @Nullable ErrorObject error;
  private @Nullable Usage usage;
  private final List<OutputItem> output = new ArrayList<>();

  /** The type; empty if the event has none. */
  String type() {
    return type;
  }

  /** A piece of text, of reasoning or of arguments; empty if there is none. */
  String delta() {
    return delta;
  }

  /** Identifies the item that the event belongs to. */
  String itemKey() {
    return itemKey;
  }

  /** The item that begins or is complete; null if the event has none. */
  @Nullable OutputItem item() {
    return item;
  }

  /** The status of the response; empty if the event does not report it. */
  String status() {
    return status;
  }

  /** Why the response is incomplete; empty if it is not. */
  String incompleteReason() {
    return incompleteReason;
  }

  /** Whether the event or its response has an error. */
  boolean hasError() {
    return error != null && error.isPresent();
  }

  /** The error of the event or of the response; empty if there is none. */
  ErrorObject error() {
    if (error == null) {
      error = new ErrorObject();
    }
    return error;
  }

  /** The usage; null if the event does not report it. */
  @Nullable Usage usage() {
    return usage;
  }

  /** All items of a response that is complete. */
  List<OutputItem> output() {
    return output;
  }

  /**
   * Replaces the fields by those of another event.
   *
   * @throws IOException if it is not one JSON object
   */
  void read(JsonParser json) throws IOException {
    clear();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("not an object");
    }
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "type" -> type = text(json);
        case "delta" -> delta = text(json);
        case "output_index" -> readOutputIndex(json);
        case "item_id" -> readItemId(json);
        case "item" -> {
          if (WireJson.isObjectOrSkip(json)) {
            item = OutputItem.read(json);
            itemKey = hasOutputIndex ? itemKey : item.id();
          }
        }
        case "response" -> {
          if (WireJson.isObjectOrSkip(json)) {
            readResponse(json);
          }
        }
        case "error", "code" -> error().readField(field, json);
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new IOException("more than one value");
    }
  }

  private void clear() {
    type = "";
    delta = "";
    itemKey = "";
    hasOutputIndex = false;
    item = null;
    status = "";
    incompleteReason = "";
    error = null;
    usage = null;
    output.clear();
  }

  /** Some gateways change the id of an item from event to event, so its place is preferred. */
  private void readOutputIndex(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      itemKey = json.getText();
      hasOutputIndex = true;
    } else {
      json.skipChildren();
    }
  }

  private void readItemId(JsonParser json) throws IOException {
    String id = text(json);
    itemKey = hasOutputIndex ? itemKey : id;
  }

  private void readResponse(JsonParser json) throws IOException {
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "status" -> status = text(json);
        case "error" -> error().readField(field, json);
        case "incomplete_details" -> readIncompleteDetails(json);
        case "usage" -> {
          if (WireJson.isObjectOrSkip(json)) {
            usage = ResponsesUsage.read(json);
          }
        }
        case "output" -> readOutput(json);
        default -> json.skipChildren();
      }
    }
  }

  private void readIncompleteDetails(JsonParser json) throws IOException {
    if (WireJson.isObjectOrSkip(json)) {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        if (field.equals("reason")) {
          incompleteReason = text(json);
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private void readOutput(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (WireJson.isObjectOrSkip(json)) {
        output.add(OutputItem.read(json));
      }
    }
  }

  private static String text(JsonParser json) throws IOException {
    String text = WireJson.stringOrSkip(json);
    return text == null ? "" : text;
  }
}
