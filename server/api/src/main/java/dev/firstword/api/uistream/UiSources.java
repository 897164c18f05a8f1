package dev.firstword.api.uistream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/** The sources of an answer: a page, or a document without an address that a browser opens. */
final class UiSources {

  private static final String DOCUMENT_TYPE = "text/plain";
  private static final Pattern WEB_ADDRESS =
      Pattern.compile("https?://\\S+", Pattern.CASE_INSENSITIVE);

  private UiSources() {}

  /**
   * Returns the chunk of a source, which is also its part in a message.
   *
   * @param index the number by which the answer refers to it
   */
  static ObjectNode chunk(int index, String address, String title) {
    String id = "source-" + index;
    if (isWebAddress(address)) {
      ObjectNode chunk = UiChunkBuffer.chunk("source-url").put("sourceId", id).put("url", address);
      return title.isEmpty() ? chunk : chunk.put("title", title);
    }
    return UiChunkBuffer.chunk("source-document")
        .put("sourceId", id)
        .put("mediaType", DOCUMENT_TYPE)
        .put("title", title.isEmpty() ? address : title);
  }

  /** Pages make links of addresses, so nothing else may look like one. */
  private static boolean isWebAddress(String address) {
    return WEB_ADDRESS.matcher(address).matches();
  }
}
