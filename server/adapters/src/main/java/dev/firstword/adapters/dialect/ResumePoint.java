package dev.firstword.adapters.dialect;

import java.util.regex.Pattern;

/**
 * Where to resume an answer that its provider keeps writing after the connection is lost.
 *
 * @param responseId the provider's id of the answer
 * @param sequence the number of the last event that arrived
 */
public record ResumePoint(String responseId, long sequence) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,256}");

  /** Returns whether an id can be part of an address. */
  public static boolean isId(String id) {
    return ID.matcher(id).matches();
  }
}
