package dev.firstword.core.prompt;

/**
 * Describes an image or a file of a message. Its bytes are stored once per tenant, by their hash.
 *
 * @param mediaType as detected from the bytes, such as {@code image/png}
 * @param name the file's name as shown to people; may be empty
 * @param sha256 the hash of the bytes, in hexadecimal
 * @param bytes the size in bytes
 * @param tokens the estimated tokens that a model needs for it
 */
public record MediaDescription(
    Kind kind, String mediaType, String name, String sha256, long bytes, int tokens) {

  /** How a model is given the media. */
  public enum Kind {
    IMAGE,
    FILE
  }
}
