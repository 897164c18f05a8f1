package dev.firstword.core.identity.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The plaintext of an API key: {@code fw_<id>_<secret>}, both parts in hexadecimal. The prefix lets
 * secret scanners find leaked keys.
 */
public final class IssuedKey {

  private static final String PREFIX = "fw_";
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;
  private static final Pattern FORMAT = Pattern.compile("fw_([0-9a-f]{16})_([0-9a-f]{64})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String id;
  private final String secret;

  private IssuedKey(String id, String secret) {
    this.id = id;
    this.secret = secret;
  }

  /** Creates a new unique key. */
  public static IssuedKey create() {
    return new IssuedKey(randomHex(ID_BYTES), randomHex(SECRET_BYTES));
  }

  private static String randomHex(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Parses a key; empty if the text is not one. */
  public static Optional<IssuedKey> parse(String text) {
    Matcher matcher = FORMAT.matcher(text);
    return matcher.matches()
        ? Optional.of(new IssuedKey(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** Returns whether a credential has the prefix of API keys. */
  public static boolean hasKeyPrefix(String credential) {
    return credential.startsWith(PREFIX);
  }

  public String id() {
    return id;
  }

  /** Returns the complete key. Shown once, to its holder. */
  public String text() {
    return PREFIX + id + "_" + secret;
  }

  /**
   * Returns what is stored of the secret: its SHA-256 in hexadecimal. Slow hashes make it costly to
   * guess passwords that people choose. 256 random bits can't be guessed, so a fast hash is as
   * safe, and a flood of invalid keys does not occupy the processor.
   */
  public String secretDigest() {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Omits the secret because this may be logged. */
  @Override
  public String toString() {
    return PREFIX + id;
  }
}
