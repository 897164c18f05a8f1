package dev.firstword.adapters.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.Annotation;
import dev.firstword.adapters.dialect.ProviderError;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One chunk of an answer, or a whole answer that was not streamed. */
final class CompletionChunk {

  private final ChunkDelta delta = new ChunkDelta();
  private final ChunkDelta message = new ChunkDelta();
  private final List<Annotation> addresses = new ArrayList<>(0);
  private final List<Annotation> searchResults = new ArrayList<>(0);
  private ProviderError error = new ProviderError();
  private boolean hasChoices;
  private boolean hasDelta;
  private boolean hasMessage;
  private @Nullable String finishReason;
  private @Nullable Usage usage;

  /**
   * Replaces the chunk by another.
   *
   * @throws IOException if it is not one JSON object
   */
  void read(byte[] bytes, int offset, int length) throws IOException {
    clear();
    try (JsonParser json = WireJson.parser(bytes, offset, length)) {
      WireJson.beginObject(json);
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        switch (field) {
          case "choices" -> readChoices(json, bytes, offset);
          case "usage" -> readUsage(json);
          case "finish_reason", "finishReason", "done_reason" -> readFinishReason(json);
          case "citations" -> Annotation.readAll(json, addresses);
          case "search_results" -> Annotation.readAll(json, searchResults);
          case "id", "created", "model", "system_fingerprint", "provider" -> json.skipChildren();
          default -> error.readField(field, json);
        }
      }
      WireJson.endDocument(json);
    }
  }

  private void clear() {
    delta.clear();
    message.clear();
    error = new ProviderError();
    hasChoices = false;
    hasDelta = false;
    hasMessage = false;
    finishReason = null;
    usage = null;
    addresses.clear();
    searchResults.clear();
  }

  /** Reads the first choice; no others are requested. */
  private void readChoices(JsonParser json, byte[] bytes, int offset) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    boolean isFirst = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (isFirst && json.currentToken() == JsonToken.START_OBJECT) {
        hasChoices = true;
        readChoice(json, bytes, offset);
      } else {
        json.skipChildren();
      }
      isFirst = false;
    }
  }

  private void readChoice(JsonParser json, byte[] bytes, int offset) throws IOException {
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "delta" -> {
          if (WireJson.isObjectOrSkip(json)) {
            hasDelta = true;
            delta.read(json, bytes, offset, error);
          }
        }
        case "message" -> {
          if (WireJson.isObjectOrSkip(json)) {
            hasMessage = true;
            message.read(json, bytes, offset, error);
          }
        }
        case "text" -> delta.readPlainText(json);
        case "finish_reason", "finishReason", "finish_details" -> readFinishReason(json);
        case "usage" -> readUsage(json);
        case "error" -> error.readError(json);
        default -> json.skipChildren();
      }
    }
  }

  private void readFinishReason(JsonParser json) throws IOException {
    String word = WireJson.wordOrSkip(json);
    finishReason = word == null ? finishReason : word;
  }

  private void readUsage(JsonParser json) throws IOException {
    if (WireJson.isObjectOrSkip(json)) {
      usage = OpenAiUsage.read(json);
    }
  }

  /** What the chunk adds to the answer. */
  ChunkDelta delta() {
    return delta;
  }

  /** The whole answer. */
  ChunkDelta message() {
    return message;
  }

  /** Returns whether it has a whole answer, and no part of one that it only repeats. */
  boolean isMessage() {
    return hasMessage && !hasDelta;
  }

  /**
   * The sources of the whole answer, in the order of their numbers, as Perplexity and xAI list them
   * beside the choices: with titles, if they have any.
   */
  List<Annotation> sources() {
    return searchResults.isEmpty() ? addresses : searchResults;
  }

  @Nullable String finishReason() {
    return finishReason;
  }

  @Nullable Usage usage() {
    return usage;
  }

  /** The error; null if there is none. */
  @Nullable ProviderError error() {
    return error.isPresent(hasChoices || usage != null) ? error : null;
  }

  /** Returns whether it says nothing but a piece of text. */
  boolean isOnlyText() {
    boolean hasFinish = finishReason != null && !finishReason.isEmpty();
    return !delta.hasOtherContent()
        && !hasMessage
        && !hasFinish
        && usage == null
        && sources().isEmpty()
        && error() == null;
  }
}
