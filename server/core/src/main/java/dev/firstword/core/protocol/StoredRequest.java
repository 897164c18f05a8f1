package dev.firstword.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.prompt.Attachment;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

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
}
