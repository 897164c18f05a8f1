package dev.firstword.simulator.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests a growing prefix, so that each position's key stands for all that came before it. */
final class PrefixChain {
  private final MessageDigest digest;
  private byte[] sofar;

  PrefixChain(String model) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    sofar = digest.digest(model.getBytes(StandardCharsets.UTF_8));
  }

  PrefixKey add(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return add(bytes, 0, bytes.length);
  }

  PrefixKey add(byte[] bytes, int offset, int length) {
    digest.update(sofar);
    digest.update(bytes, offset, length);
    sofar = digest.digest();
    ByteBuffer key = ByteBuffer.wrap(sofar);
    return new PrefixKey(key.getLong(), key.getLong());
  }
}
