package dev.firstword.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.prompt.Attachment;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a request as it is kept to be sent again. */
public final class StoredRequest {

  private StoredRequest() {}

  /**
   * Returns a body in which the images and files are named by their hashes, as a request may do
   * whose conversation has them.
   *
   * @param body the body of a valid chat request
   * @param attachments its images and files, in their order
   */
  public static String withReferences(String body, List<Attachment> attachments) {
    JsonNode root = RequestTree.parseWithoutContent(body.getBytes(StandardCharsets.UTF_8));
    Iterator<Attachment> next = attachments.iterator();
    for (JsonNode part : root.path("message")) {
      if (part instanceof ObjectNode media && !media.path("type").asText().equals("text")) {
        media.remove("data");
        media.put("sha256", next.next().description().sha256());
      }
    }
    return root.toString();
  }

  /**
   * Returns a body that continues the answer of a turn instead of asking its question again.
   *
   * @param body the body of a valid chat request
   */
  public static String continuing(String body, String turnId) {
    JsonNode root = RequestTree.parseWithoutContent(body.getBytes(StandardCharsets.UTF_8));
    if (root instanceof ObjectNode request) {
      request.remove("message");
      request.put("continues", turnId);
    }
    return root.toString();
  }

  /** Returns the turn whose answer a body continues; null if it has a question of its own. */
  public static @Nullable String continues(String body) {
    return text(body, "continues");
  }

  /** Returns the model that a body asks for; null if it leaves the choice to the router. */
  public static @Nullable String model(String body) {
    return text(body, "model");
  }

  private static @Nullable String text(String body, String field) {
    return body.isEmpty()
        ? null
        : RequestTree.parseWithoutContent(body.getBytes(StandardCharsets.UTF_8))
            .path(field)
            .textValue();
  }
}
