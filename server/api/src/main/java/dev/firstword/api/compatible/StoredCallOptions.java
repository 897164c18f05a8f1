package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.RequestFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of how it is stored.
 *
 * @param isInBackground whether the client is answered before the model is
 * @param conversationId the conversation that it continues; null if it names none
 * @param previousResponseId the response that it continues from; null if it names none
 */
public record StoredCallOptions(
    boolean isInBackground, @Nullable String conversationId, @Nullable String previousResponseId) {

  private static final String BACKGROUND = "background";
  private static final String CONVERSATION = "conversation";
  private static final String PREVIOUS_RESPONSE = "previous_response_id";
  private static final String STORE = "store";

  /**
   * Removes the options from a request.
   *
   * @param header the conversation that a header names, if one does
   * @return null if the request is not to be stored
   * @throws ProblemException if they contradict each other
   */
  public static @Nullable StoredCallOptions take(
      JsonNode root, CompatibleApi api, @Nullable String header) {
    if (!(root instanceof ObjectNode body)) {
      return null; // Refused, whatever it asks for.
    }
    StoredCallOptions options =
        api.name().equals(ResponsesApi.NAME)
            ? read(new RequestFields(body), conversation(header))
            : new StoredCallOptions(false, conversation(header), null);
    if (!options.isInBackground
        && options.conversationId == null
        && options.previousResponseId == null) {
      return null;
    }
    body.remove(List.of(BACKGROUND, CONVERSATION, PREVIOUS_RESPONSE));
    return options;
  }

  private static @Nullable String conversation(@Nullable String header) {
    if (header != null && header.isBlank()) {
      throw new ProblemException(
          Problem.malformed("The header Firstword-Conversation names no conversation."));
    }
    return header == null ? null : header.strip();
  }

  private static StoredCallOptions read(RequestFields request, @Nullable String header) {
    String named = named(request);
    if (named != null && header != null && !named.equals(header)) {
      throw request.invalid(CONVERSATION, "is not the one that Firstword-Conversation names");
    }
    String conversation = named == null ? header : named;
    String previous = request.name(PREVIOUS_RESPONSE);
    if (conversation != null && previous != null) {
      throw request.invalid(PREVIOUS_RESPONSE, "and a conversation exclude each other");
    }
    boolean isInBackground = Boolean.TRUE.equals(request.bool(BACKGROUND));
    boolean isStored = isInBackground || conversation != null || previous != null;
    if (isStored && Boolean.FALSE.equals(request.bool(STORE))) {
      throw new ProblemException(
          Problem.malformed(
              "A response in the background or in a conversation is stored, so \"store\" must not"
                  + " be false."));
    }
    return new StoredCallOptions(isInBackground, conversation, previous);
  }

  private static @Nullable String named(RequestFields request) {
    JsonNode value = request.get(CONVERSATION);
    if (value != null && value.isObject()) {
      String id = new RequestFields(value, CONVERSATION + ".").name("id");
      if (id == null) {
        throw request.invalid(CONVERSATION, "has no \"id\"");
      }
      return id;
    }
    return request.name(CONVERSATION);
  }
}
