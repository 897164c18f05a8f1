package dev.firstword.simulator.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes a growing prefix, so that each position's key covers everything before it. */
final class PrefixHasher {
  private final MessageDigest digest;
  private byte[] currentDigest;

  PrefixHasher(String model) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    currentDigest = digest.digest(model.getBytes(StandardCharsets.UTF_8));
  }

  PrefixKey append(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return append(bytes, 0, bytes.length);
  }

  PrefixKey append(byte[] bytes, int offset, int length) {
    digest.update(currentDigest);
    digest.update(bytes, offset, length);
    currentDigest = digest.digest();
    ByteBuffer key = ByteBuffer.wrap(currentDigest);
    return new PrefixKey(key.getLong(), key.getLong());
  }
}
