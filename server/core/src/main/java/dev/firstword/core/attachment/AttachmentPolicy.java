package dev.firstword.core.attachment;

/**
 * Which images and files a request may have.
 *
 * @param maxBytes the maximum size of one
 * @param maxTotalBytes the maximum size of all of a request
 * @param maxCount the maximum number in a request
 * @param keepsMetadata whether images keep what they reveal about their author, such as the place
 */
public record AttachmentPolicy(
    int maxBytes, int maxTotalBytes, int maxCount, boolean keepsMetadata) {

  private static final int DEFAULT_MAX_BYTES = 5 * 1024 * 1024;
  private static final int DEFAULT_MAX_TOTAL_BYTES = 20 * 1024 * 1024;
  private static final int DEFAULT_MAX_COUNT = 20;

  public static final AttachmentPolicy DEFAULT =
      new AttachmentPolicy(DEFAULT_MAX_BYTES, DEFAULT_MAX_TOTAL_BYTES, DEFAULT_MAX_COUNT, false);

  /** The longest base64 text of all attachments of a request, with their padding. */
  public long maxBase64Length() {
    return (maxTotalBytes + 2L) / 3 * 4 + 4L * maxCount;
  }
}
