package dev.firstword.adapters.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.Annotation;
import dev.firstword.adapters.dialect.CacheDiagnostics;
import dev.firstword.adapters.dialect.ProviderError;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.CacheMiss;
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
  private @Nullable ProviderError error;
  private @Nullable Usage usage;
  private boolean hasOutput;
  private byte[] bytes = new byte[0];
  private int offset;
  private int contentIndex;
  private int removedItems;
  private long sequence = -1;
  private String responseId = "";
  private @Nullable CacheMiss cacheMiss;
  private final List<Annotation> annotations = new ArrayList<>(0);
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
    return type.equals("error")
        || (error != null && error.isPresent(!type.isEmpty() || isResponse()));
  }

  /** Whether this is no event but a whole response, from a server that did not stream. */
  boolean isResponse() {
    return type.isEmpty() && hasOutput;
  }

  /** The error of the event or of the response; empty if there is none. */
  ProviderError error() {
    if (error == null) {
      error = new ProviderError();
    }
    return error;
  }

  /** The usage; null if the event does not report it. */
  @Nullable Usage usage() {
    return usage;
  }

  /** Which part of its message the event belongs to, from 0. */
  int contentIndex() {
    return contentIndex;
  }

  /** How many items of the input the provider has left out. */
  int removedItems() {
    return removedItems;
  }

  /** The number of the event; -1 if it has none. */
  long sequence() {
    return sequence;
  }

  /** The id of the response; empty if the event does not report it. */
  String responseId() {
    return responseId;
  }

  /** Why the prompt was not found in the cache; null if the event names no cause. */
  @Nullable CacheMiss cacheMiss() {
    return cacheMiss;
  }

  /** The source that the event adds to the text; empty if it adds none. */
  List<Annotation> annotations() {
    return annotations;
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
  void read(byte[] eventBytes, int eventOffset, int length) throws IOException {
    clear();
    bytes = eventBytes;
    offset = eventOffset;
    try (JsonParser json = WireJson.parser(bytes, offset, length)) {
      WireJson.beginObject(json);
      readFields(json);
      WireJson.endDocument(json);
    } finally {
      bytes = new byte[0];
    }
  }

  private void readFields(JsonParser json) throws IOException {
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "type" -> type = text(json);
        case "delta" -> delta = text(json);
        case "output_index" -> readOutputIndex(json);
        case "item_id" -> readItemId(json);
        case "item" -> {
          if (WireJson.isObjectOrSkip(json)) {
            item = OutputItem.read(json, bytes, offset);
            itemKey = hasOutputIndex ? itemKey : item.id();
          }
        }
        case "response" -> {
          if (WireJson.isObjectOrSkip(json)) {
            readResponse(json);
          }
        }
        case "status", "incomplete_details", "usage", "output" -> readResponseField(field, json);
        // Of every event, or of a whole response.
        case "content_index" ->
            contentIndex = (int) Math.min(WireJson.countOrSkip(json, 0), Integer.MAX_VALUE);
        case "annotation" -> Annotation.readAll(json, annotations);
        case "sequence_number" -> sequence = WireJson.countOrSkip(json, -1);
        case "summary_index", "annotation_index", "logprobs", "obfuscation", "part" ->
            json.skipChildren();
        default -> error().readField(field, json);
      }
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
    hasOutput = false;
    output.clear();
    contentIndex = 0;
    removedItems = 0;
    sequence = -1;
    responseId = "";
    cacheMiss = null;
    annotations.clear();
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
      if (field.equals("error")) {
        error().readError(json);
      } else {
        readResponseField(field, json);
      }
    }
  }

  private void readResponseField(String field, JsonParser json) throws IOException {
    switch (field) {
      case "status" -> status = text(json);
      case "incomplete_details" -> readIncompleteDetails(json);
      case "usage" -> {
        if (WireJson.isObjectOrSkip(json)) {
          usage = ResponsesUsage.read(json);
        }
      }
      case "output" -> readOutput(json);
      case "input_transformations" -> removedItems = WireJson.countElements(json);
      case "id" -> responseId = text(json);
      case "prompt_cache_diagnostics" -> cacheMiss = CacheDiagnostics.read(json);
      default -> json.skipChildren();
    }
  }

  private void readIncompleteDetails(JsonParser json) throws IOException {
    String reason = WireJson.wordOrSkip(json);
    incompleteReason = reason == null ? "" : reason;
  }

  private void readOutput(JsonParser json) throws IOException {
    hasOutput = true;
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (WireJson.isObjectOrSkip(json)) {
        output.add(OutputItem.read(json, bytes, offset));
      }
    }
  }

  private static String text(JsonParser json) throws IOException {
    String text = WireJson.stringOrSkip(json);
    return text == null ? "" : text;
  }
}
