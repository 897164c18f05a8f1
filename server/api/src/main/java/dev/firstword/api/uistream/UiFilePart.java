package dev.firstword.api.uistream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.RequestFields;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a file of a message as a part of a chat request. */
final class UiFilePart {

  private static final String DEFAULT_NAME = "file";
  private static final String BASE64_MARK = ";base64,";

  /** The address of an attachment that the server gave a page: the page sends it back. */
  private static final Pattern STORED =
      Pattern.compile("(?:https?://[^/]+)?/api/conversations/[^/]+/attachments/([0-9a-f]{64})");

  private UiFilePart() {}

  static ObjectNode read(RequestFields part) {
    String mediaType = part.text("mediaType");
    String url = part.text("url");
    if (url == null) {
      throw part.invalid("url", "is missing");
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("type", isImage(mediaType) ? "image" : "file");
    Matcher stored = STORED.matcher(url);
    if (stored.matches()) {
      return fields.put("sha256", stored.group(1));
    }
    fields.put("name", UiChatRequestReader.orElse(part.text("filename"), DEFAULT_NAME));
    if (mediaType != null) {
      fields.put("media_type", mediaType);
    }
    return fields.put("data", content(part, url));
  }

  private static boolean isImage(@Nullable String mediaType) {
    return mediaType != null && mediaType.toLowerCase(Locale.ROOT).startsWith("image/");
  }

  private static byte[] content(RequestFields part, String url) {
    int mark = url.indexOf(BASE64_MARK);
    if (mark < 0 || !url.regionMatches(true, 0, "data:", 0, "data:".length())) {
      throw new ProblemException(
          Problem.notAnswerable(
              "This server fetches nothing by address. Send the file as a data URL in base64."));
    }
    try {
      return Base64.getDecoder().decode(url.substring(mark + BASE64_MARK.length()));
    } catch (IllegalArgumentException _) {
      throw part.invalid("url", "is not base64");
    }
  }
}
