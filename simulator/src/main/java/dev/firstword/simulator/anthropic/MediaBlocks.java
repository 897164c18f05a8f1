package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.media.ImageSize;
import dev.firstword.simulator.media.MediaBytes;
import dev.firstword.simulator.media.PdfPages;
import dev.firstword.simulator.prompt.TokenCounter;
import java.util.List;
import java.util.Set;

/** Validates {@code image} and {@code document} blocks and counts their tokens. */
final class MediaBlocks {
  /** For a source that is not fetched: an address or the id of a file. */
  private static final int UNFETCHED_TOKENS = 1_500;

  private static final int MAX_IMAGE_BYTES = 5 << 20;
  private static final int MAX_EDGE_PIXELS = 8_000;
  private static final String PDF = "application/pdf";
  private static final Set<String> IMAGE_TYPES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

  private MediaBlocks() {}

  static int imageTokens(JsonNode block, String path) {
    String source = path + ".image.source";
    return switch (sourceType(block, source, List.of("base64", "url", "file"))) {
      case "base64" -> base64ImageTokens(block.path("source"), source + ".base64");
      default -> UNFETCHED_TOKENS;
    };
  }

  private static int base64ImageTokens(JsonNode source, String path) {
    String named = source.path("media_type").asText("");
    if (!IMAGE_TYPES.contains(named)) {
      throw AnthropicApiException.invalid(
          path
              + ".media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or"
              + " 'image/webp'");
    }
    byte[] bytes = data(source, path);
    if (bytes.length > MAX_IMAGE_BYTES) {
      throw AnthropicApiException.invalid(
          path + ": image exceeds 5 MB maximum: " + bytes.length + " bytes > 5242880 bytes");
    }
    String shown =
        MediaBytes.mediaType(bytes)
            .filter(IMAGE_TYPES::contains)
            .orElseThrow(() -> AnthropicApiException.invalid("Could not process image"));
    if (!shown.equals(named)) {
      throw AnthropicApiException.invalid(
          path
              + ": The image was specified using the "
              + named
              + " media type, but the image appears to be a "
              + shown
              + " image");
    }
    ImageSize size =
        MediaBytes.imageSize(bytes)
            .orElseThrow(() -> AnthropicApiException.invalid("Could not process image"));
    if (size.longEdge() > MAX_EDGE_PIXELS) {
      throw AnthropicApiException.invalid(
          path
              + ".data: At least one of the image dimensions exceed max allowed size: 8000 pixels");
    }
    return size.anthropicTokens();
  }

  static int documentTokens(JsonNode block, String path) {
    String source = path + ".document.source";
    return switch (sourceType(block, source, List.of("base64", "text", "content", "url", "file"))) {
      case "base64" -> pdfTokens(block.path("source"), source + ".base64");
      case "text", "content" -> TokenCounter.count(block.toString());
      default -> UNFETCHED_TOKENS;
    };
  }

  private static int pdfTokens(JsonNode source, String path) {
    if (!source.path("media_type").asText("").equals(PDF)) {
      throw AnthropicApiException.invalid(path + ".media_type: Input should be 'application/pdf'");
    }
    byte[] bytes = data(source, path);
    if (MediaBytes.mediaType(bytes).filter(PDF::equals).isEmpty()) {
      throw AnthropicApiException.invalid(path + ".data: The PDF specified was not valid.");
    }
    return PdfPages.tokens(bytes);
  }

  private static byte[] data(JsonNode source, String path) {
    if (!source.path("data").isTextual()) {
      throw AnthropicApiException.invalid(path + ".data: Field required");
    }
    return MediaBytes.decode(source.path("data").textValue())
        .orElseThrow(() -> AnthropicApiException.invalid(path + ".data: Invalid base64 data"));
  }

  private static String sourceType(JsonNode block, String path, List<String> known) {
    String type = block.path("source").path("type").asText("");
    if (!known.contains(type)) {
      throw AnthropicApiException.invalid(
          path + ": Input tag '" + type + "' does not match any of the expected tags: " + known);
    }
    return type;
  }
}
