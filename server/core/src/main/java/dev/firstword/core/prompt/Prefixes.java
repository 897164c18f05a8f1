package dev.firstword.core.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.core.prompt.Prompt.PromptMessage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The prefixes of a prompt with their keys and lengths: block 0 is the instructions, block n the
 * n-th message. A key covers everything before it as well.
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
      tokens += PromptBuilder.estimateTokens(message);
      soFar = prefixes.add(digest, soFar, message.role().name(), identity(message), tokens);
    }
    return prefixes;
  }

  /** Returns a text that differs for messages of different content. */
  private static String identity(PromptMessage message) {
    if (message.isPlainText()) {
      return message.text();
    }
    StringBuilder identity = new StringBuilder();
    for (ContentPart part : message.parts()) {
      switch (part) {
        case ContentPart.Text text ->
            append(identity, text.isFinalAnswer() ? 'f' : 'x', text.text());
        case ContentPart.Commentary commentary -> append(identity, 'n', commentary.text());
        case ContentPart.Citation citation ->
            append(identity, 'q', citation.model(), citation.wire());
        case ContentPart.ProviderBlock block -> append(identity, 'b', block.model(), block.json());
        case ContentPart.Media media -> append(identity, 'm', media.media().sha256());
        case ContentPart.Thought thought ->
            append(
                identity,
                'h',
                thought.model(),
                thought.text(),
                String.valueOf(thought.signature()),
                String.valueOf(thought.encrypted()));
        case ContentPart.ToolCall call ->
            append(identity, 'c', call.id(), call.name(), call.arguments());
        case ContentPart.ToolResult result ->
            append(
                identity,
                'r',
                result.callId(),
                result.content(),
                Boolean.toString(result.isError()));
      }
    }
    return identity.toString();
  }

  /** The lengths make it impossible for two lists of values to look the same. */
  private static void append(StringBuilder identity, char kind, String... values) {
    identity.append('\0').append(kind);
    for (String value : values) {
      identity.append(value.length()).append(':').append(value);
    }
  }

  private byte[] add(
      MessageDigest digest, byte[] previousDigest, String part, String text, long tokensSoFar) {
    digest.update(previousDigest);
    digest.update(part.getBytes(UTF_8));
    digest.update((byte) 0);
    byte[] soFar = digest.digest(text.getBytes(UTF_8));
    ByteBuffer bytes = ByteBuffer.wrap(soFar);
    keys.add(new PrefixKey(bytes.getLong(), bytes.getLong()));
    tokens.add(tokensSoFar);
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

  /** Returns the estimated tokens from the start to the end of this block. */
  long tokensUpTo(int block) {
    return tokens.get(block);
  }

  long tokens() {
    return tokens.getLast();
  }
}
