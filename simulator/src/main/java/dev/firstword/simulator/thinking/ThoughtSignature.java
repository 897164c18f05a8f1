package dev.firstword.simulator.thinking;

import dev.firstword.simulator.prompt.ThoughtBinding;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs thoughts, so that one that comes back changed is recognized: base64 of a random id and an
 * HMAC-SHA256 over the id and the thought's text.
 *
 * <p>The key is a constant. It protects nothing, and a restarted simulator accepts its earlier
 * thoughts.
 */
public final class ThoughtSignature {
  /** What stands for the text of a thought that is sent in encrypted form only. */
  public static final String ENCRYPTED = "(encrypted)";

  private static final String ALGORITHM = "HmacSHA256";
  private static final SecretKeySpec KEY =
      new SecretKeySpec("firstword simulator".getBytes(StandardCharsets.US_ASCII), ALGORITHM);
  private static final int MAC_BYTES = 32;

  /** Real signatures are some hundred characters long. */
  private static final int ID_BYTES = 220;

  private ThoughtSignature() {}

  /** Returns a random id that contains what the thought is bound to. */
  static byte[] newId(RandomGenerator random, ThoughtBinding binding) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    binding.putInto(id);
    return id;
  }

  /** Returns what a signed thought is bound to; nothing for one that was not signed here. */
  public static ThoughtBinding binding(String signature) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      return ThoughtBinding.NONE;
    }
    return bytes.length <= ThoughtBinding.BYTES
        ? ThoughtBinding.NONE
        : ThoughtBinding.readFrom(bytes);
  }

  static String sign(byte[] id, String text) {
    byte[] signature = Arrays.copyOf(id, id.length + MAC_BYTES);
    System.arraycopy(mac(id, text), 0, signature, id.length, MAC_BYTES);
    return Base64.getEncoder().encodeToString(signature);
  }

  /** Returns whether the signature is one of this text. */
  public static boolean matches(String signature, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (bytes.length <= MAC_BYTES) {
      return false;
    }
    byte[] id = Arrays.copyOf(bytes, bytes.length - MAC_BYTES);
    byte[] mac = Arrays.copyOfRange(bytes, id.length, bytes.length);
    return MessageDigest.isEqual(mac, mac(id, text));
  }

  private static byte[] mac(byte[] id, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(KEY);
      mac.update(id);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }
}
