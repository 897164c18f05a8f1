package dev.firstword.api.compatible;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.direct.AnswerBlock;
import dev.firstword.core.prompt.ContentPart.Thought;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How a thought passes through a client that keeps the conversation. Clients hand its signature, or
 * its encrypted form, back unchanged without reading it. The API's field for that may not fit the
 * thought of another provider, or the request may name another model than the one that thought.
 * Then the field holds a package of model, signature and encrypted form.
 */
final class OpaqueThought {

  private static final String PREFIX = "fw1_";
  private static final String MODEL = "m";
  private static final String SIGNATURE = "s";
  private static final String ENCRYPTED = "e";
  private static final JsonMapper JSON = new JsonMapper();

  private OpaqueThought() {}

  /**
   * Returns the data of a {@code redacted_thinking} block; null if the thought is to be a {@code
   * thinking} block.
   */
  static @Nullable String redactedData(AnswerHead head, AnswerBlock block) {
    Thought thought = block.thought();
    return thought != null
            && isOfRequestedModel(head, thought)
            && thought.signature() == null
            && block.content().isEmpty()
        ? thought.encrypted()
        : null;
  }

  /** Returns the signature of a {@code thinking} block; empty if there is none. */
  static String signature(AnswerHead head, AnswerBlock block) {
    Thought thought = block.thought();
    if (thought == null) {
      return "";
    }
    return isOfRequestedModel(head, thought) && thought.encrypted() == null
        ? RequestParts.orEmpty(thought.signature())
        : pack(thought);
  }

  /** Returns the encrypted content of a {@code reasoning} item; null if there is none. */
  static @Nullable String encryptedContent(AnswerHead head, AnswerBlock block) {
    Thought thought = block.thought();
    if (thought == null) {
      return null;
    }
    return isOfRequestedModel(head, thought) && thought.signature() == null
        ? thought.encrypted()
        : pack(thought);
  }

  private static boolean isOfRequestedModel(AnswerHead head, Thought thought) {
    return thought.model().equals(head.request().model());
  }

  private static String pack(Thought thought) {
    ObjectNode all = RequestParts.node().put(MODEL, thought.model());
    all.put(SIGNATURE, thought.signature()).put(ENCRYPTED, thought.encrypted());
    byte[] json = all.toString().getBytes(StandardCharsets.UTF_8);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }

  /** Reads a {@code thinking} block that a client hands back. */
  static Thought ofSignature(String requestedModel, String text, @Nullable String signature) {
    Thought packed = unpack(text, signature);
    boolean hasNone = signature == null || signature.isEmpty();
    return packed == null
        ? new Thought(requestedModel, text, hasNone ? null : signature, null)
        : packed;
  }

  /** Reads encrypted content that a client hands back. */
  static Thought ofEncrypted(String requestedModel, String text, String encrypted) {
    Thought packed = unpack(text, encrypted);
    return packed == null ? new Thought(requestedModel, text, null, encrypted) : packed;
  }

  /** Returns whether a field holds a package. */
  static boolean isPackage(@Nullable String field) {
    return unpack("", field) != null;
  }

  /** Returns the thought of a package; null if the field holds something else. */
  private static @Nullable Thought unpack(String text, @Nullable String field) {
    if (field == null || !field.startsWith(PREFIX)) {
      return null;
    }
    try {
      byte[] json = Base64.getUrlDecoder().decode(field.substring(PREFIX.length()));
      JsonNode all = JSON.readTree(new String(json, StandardCharsets.UTF_8));
      return new Thought(
          all.path(MODEL).asText(),
          text,
          all.path(SIGNATURE).textValue(),
          all.path(ENCRYPTED).textValue());
    } catch (IllegalArgumentException | JsonProcessingException _) {
      return null; // The client's own text, which happens to start alike.
    }
  }
}
