package dev.firstword.simulator.openai;

import dev.firstword.simulator.media.MediaBytes;
import dev.firstword.simulator.media.PdfPages;
import dev.firstword.simulator.prompt.PromptBlock;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Validates the images and files of a message and counts their tokens. */
final class MediaParts {
  /** For media that are not fetched: an address or the id of a file. */
  private static final int UNFETCHED_TOKENS = 1_500;

  private static final String PDF = "application/pdf";
  private static final Set<String> IMAGE_TYPES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
  private static final Pattern DATA_URL =
      Pattern.compile("data:([^;,]*)(;base64)?,(.*)", Pattern.DOTALL);

  private MediaParts() {}

  /** Returns an image's block. An address that is no data URL is not fetched. */
  static PromptBlock image(String url, boolean isLowDetail, String path) {
    if (url.isEmpty()) {
      throw OpenAiApiException.missing(path);
    }
    if (!url.startsWith("data:")) {
      return block(url, UNFETCHED_TOKENS);
    }
    Matcher parts = DATA_URL.matcher(url);
    if (!parts.matches() || !IMAGE_TYPES.contains(parts.group(1)) || parts.group(2) == null) {
      throw OpenAiApiException.invalid(
          "Invalid '"
              + path
              + "'. Expected a base64-encoded data URL with an image MIME type (e.g."
              + " 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got unsupported MIME type '"
              + (parts.matches() ? parts.group(1) : "")
              + "'.",
          path);
    }
    byte[] bytes =
        MediaBytes.decode(parts.group(3))
            .orElseThrow(() -> OpenAiApiException.invalid("Invalid base64 image_url.", path));
    boolean isSupported = MediaBytes.mediaType(bytes).filter(IMAGE_TYPES::contains).isPresent();
    return MediaBytes.imageSize(bytes)
        .filter(_ -> isSupported)
        .map(size -> block(url, size.openAiTokens(isLowDetail)))
        .orElseThrow(() ->
            OpenAiApiException.invalid(
                "You uploaded an unsupported image. Please make sure your image has of one the"
                    + " following formats: ['png', 'jpeg', 'gif', 'webp'].",
                path));
  }

  /** Returns a file's block. Only PDF files are read, and the id of a file is not looked up. */
  static PromptBlock file(String data, String id, String path) {
    if (data.isEmpty()) {
      if (id.isEmpty()) {
        throw OpenAiApiException.missing(path + ".file_data");
      }
      return block(id, UNFETCHED_TOKENS);
    }
    Matcher parts = DATA_URL.matcher(data);
    boolean isPdf = parts.matches() && parts.group(1).equals(PDF) && parts.group(2) != null;
    Optional<byte[]> bytes = isPdf ? MediaBytes.decode(parts.group(3)) : Optional.empty();
    if (bytes.isEmpty()) {
      throw OpenAiApiException.invalid(
          "Invalid '"
              + path
              + ".file_data'. Expected a base64-encoded data URL with an application/pdf MIME type"
              + " (e.g. 'data:application/pdf;base64,cGRmIGJ5dGVzIGhlcmU=').",
          path + ".file_data");
    }
    if (MediaBytes.mediaType(bytes.get()).filter(PDF::equals).isEmpty()) {
      throw OpenAiApiException.invalid("The file is not a valid PDF.", path + ".file_data");
    }
    return block(data, PdfPages.tokens(bytes.get()));
  }

  private static PromptBlock block(String source, int tokens) {
    String content = "media:" + Integer.toHexString(source.hashCode()) + ":" + source.length();
    return new PromptBlock(content + "\n", tokens);
  }
}
