package dev.firstword.identity;

/**
 * Whose something is. Everything stored belongs to a tenant and a user in it, and is found by
 * nobody else.
 */
public record Caller(String tenant, String user) {

  private static final int LONGEST_NAME = 255;

  /** Whether a tenant or a user can have that name: 1 to 255 characters that can be written. */
  public static boolean isName(String name) {
    return !name.isBlank()
        && name.length() <= LONGEST_NAME
        && name.chars().noneMatch(Character::isISOControl);
  }
}
