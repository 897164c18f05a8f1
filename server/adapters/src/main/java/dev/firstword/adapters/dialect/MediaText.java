package dev.firstword.adapters.dialect;

import dev.firstword.core.prompt.ContentPart.Media;
import dev.firstword.core.prompt.MediaNote;
import dev.firstword.core.prompt.Prompt;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Images and files of a prompt as text in JSON. */
public final class MediaText {

  private static final String DEFAULT_FILE_NAME = "file.pdf";

  private MediaText() {}

  /** Returns the bytes in base64; null if they are no longer stored. */
  public static @Nullable String base64(Prompt prompt, Media media) {
    byte[] bytes = prompt.media().get(media.media().sha256());
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }

  /** Returns a {@code data:} URL; null if the bytes are no longer stored. */
  public static @Nullable String dataUrl(Prompt prompt, Media media) {
    String base64 = base64(prompt, media);
    return base64 == null ? null : "data:" + media.media().mediaType() + ";base64," + base64;
  }

  /** Returns the name of a file, which some APIs require. */
  public static String fileName(Media media) {
    return media.media().name().isBlank() ? DEFAULT_FILE_NAME : media.media().name();
  }

  /** Returns the text that takes the place of media whose bytes are no longer stored. */
  public static String missing(Media media) {
    return MediaNote.deleted(media.media());
  }
}
