package dev.firstword.identity.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as its holder has it: {@code fw_<id>_<secret>}, both in hexadecimal. The prefix lets
 * scanners for leaked secrets find it.
 */
public final class IssuedKey {

  private static final String PREFIX = "fw_";
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;
  private static final Pattern TEXT = Pattern.compile("fw_([0-9a-f]{16})_([0-9a-f]{64})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String id;
  private final String secret;

  private IssuedKey(String id, String secret) {
    this.id = id;
    this.secret = secret;
  }

  /** Makes a key that nobody else has. */
  public static IssuedKey create() {
    return new IssuedKey(random(ID_BYTES), random(SECRET_BYTES));
  }

  private static String random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Reads the text of a key; empty when it is none. */
  public static Optional<IssuedKey> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new IssuedKey(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** Whether a credential means to be a key. */
  public static boolean looksLikeOne(String credential) {
    return credential.startsWith(PREFIX);
  }

  public String id() {
    return id;
  }

  /** The whole text. Shown once, to its holder. */
  public String text() {
    return PREFIX + id + "_" + secret;
  }

  /**
   * What is kept of the secret: its SHA-256 in hexadecimal. Slow hashes make it costly to try what
   * people choose for passwords; 256 random bits can't be tried out, so a fast hash is as safe and
   * does not let a flood of wrong keys occupy the processor.
   */
  public String secretDigest() {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether this is that key; takes the same time however much of it is right. */
  boolean matches(ApiKey key) {
    return key.id().equals(id)
        && MessageDigest.isEqual(
            secretDigest().getBytes(US_ASCII), key.secretDigest().getBytes(US_ASCII));
  }

  /** Without the secret: this may end up in a log. */
  @Override
  public String toString() {
    return PREFIX + id;
  }
}
