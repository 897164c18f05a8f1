package dev.firstword.core.identity;

/** The owner of stored data: a user of a tenant. No other caller can find it. */
public record Caller(String tenant, String user) {

  private static final int MAX_NAME_LENGTH = 255;

  /**
   * Returns whether a tenant or user name is valid: 1 to 255 characters, not blank, no control
   * characters.
   */
  public static boolean isValidName(String name) {
    return !name.isBlank()
        && name.length() <= MAX_NAME_LENGTH
        && name.chars().noneMatch(Character::isISOControl);
  }
}
