package dev.firstword.core.prompt;

/** The text that stands in a prompt for an image or a file that cannot be sent with it. */
public final class MediaNote {

  private MediaNote() {}

  /** For media that were deleted. */
  public static String deleted(MediaDescription media) {
    return "[" + subject(media) + " was sent here. It is no longer available.]";
  }

  /** For media that are left out because the prompt would be too large with them. */
  public static String leftOut(MediaDescription media) {
    return "[" + subject(media) + " was sent here. It is too large to be sent again.]";
  }

  /** A name that closed the note could continue as if it were the product's. */
  private static String quotable(String name) {
    return name.replace('"', '\'').replace('[', '(').replace(']', ')');
  }

  private static String subject(MediaDescription media) {
    String kind =
        switch (media.kind()) {
          case IMAGE -> "An image";
          case FILE -> "A file";
        };
    return media.name().isBlank() ? kind : kind + " named \"" + quotable(media.name()) + "\"";
  }
}
