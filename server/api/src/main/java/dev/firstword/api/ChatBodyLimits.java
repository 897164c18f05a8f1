package dev.firstword.api;

import dev.firstword.core.attachment.AttachmentPolicy;

/**
 * The limits of the body of a chat request, which may have images and files. Only text is read
 * before the caller is authenticated: see {@link RequestBodyReader}.
 *
 * @param text the limits without images and files
 * @param upload the limits with them
 */
record ChatBodyLimits(RequestBodyReader.Limits text, RequestBodyReader.Limits upload) {

  /** Uploads get a multiple of the time for a text. */
  private static final int UPLOAD_TIMEOUT_FACTOR = 3;

  static ChatBodyLimits of(RequestBodyReader.Limits text, AttachmentPolicy attachments) {
    return of(text, Math.toIntExact(text.maxBytes() + attachments.maxBase64Length()));
  }

  /**
   * Returns the limits of requests of one size.
   *
   * @param maxBytes the largest request, with its images and files
   */
  static ChatBodyLimits of(RequestBodyReader.Limits text, int maxBytes) {
    return new ChatBodyLimits(
        text,
        new RequestBodyReader.Limits(maxBytes, text.timeout().multipliedBy(UPLOAD_TIMEOUT_FACTOR)));
  }

  /** Returns the limits of a request by the size that it announces. */
  RequestBodyReader.Limits of(RequestContext context) {
    boolean isText = RequestBodyReader.declaredBytes(context) <= text.maxBytes();
    return isText ? new RequestBodyReader.Limits(upload.maxBytes(), text.timeout()) : upload;
  }
}
