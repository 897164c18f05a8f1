package dev.firstword.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.prompt.Prompt.PromptMessage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The beginnings of a prompt, each with its key and its length: block 0 is the instructions, block
 * n the n-th message. A key stands for all that came before it as well.
 */
final class Prefixes {

  private final List<PrefixKey> keys = new ArrayList<>();
  private final List<Long> tokens = new ArrayList<>();

  private Prefixes() {}

  static Prefixes of(Prompt prompt) {
    Prefixes prefixes = new Prefixes();
    MessageDigest digest = sha256();
    long tokens = PromptBuilder.estimateTokens(prompt.system());
    byte[] soFar = prefixes.add(digest, new byte[0], "SYSTEM", prompt.system(), tokens);
    for (PromptMessage message : prompt.messages()) {
      tokens += PromptBuilder.estimateTokens(message.text());
      soFar = prefixes.add(digest, soFar, message.role().name(), message.text(), tokens);
    }
    return prefixes;
  }

  private byte[] add(MessageDigest digest, byte[] before, String part, String text, long upTo) {
    digest.update(before);
    digest.update(part.getBytes(UTF_8));
    digest.update((byte) 0);
    byte[] soFar = digest.digest(text.getBytes(UTF_8));
    ByteBuffer bytes = ByteBuffer.wrap(soFar);
    keys.add(new PrefixKey(bytes.getLong(), bytes.getLong()));
    tokens.add(upTo);
    return soFar;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  int blocks() {
    return keys.size();
  }

  PrefixKey key(int block) {
    return keys.get(block);
  }

  /** Estimated tokens from the beginning to that block's end. */
  long tokensUpTo(int block) {
    return tokens.get(block);
  }

  long tokens() {
    return tokens.getLast();
  }
}
