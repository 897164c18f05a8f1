package dev.firstword.core.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The prefixes of a prompt with their keys and lengths. Block {@link #TOOLS} is the tools, if there
 * are any, block {@link #INSTRUCTIONS} the instructions, and block n the n-th message. A key covers
 * everything before it as well.
 */
final class Prefixes {

  static final int TOOLS = -1;
  static final int INSTRUCTIONS = 0;

  /** Messages are shared by the prompts of a turn, so their digests are computed once. */
  private static final Cache<PromptMessage, Content> CONTENT =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

  private final List<PrefixKey> keys = new ArrayList<>();
  private final List<Long> tokens = new ArrayList<>();
  private final List<Integer> positions = new ArrayList<>();
  private final int first;
  private byte[] digestSoFar = new byte[0];

  /** A part of a prompt: its digest and its size. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Content(byte[] digest, long tokens, int positions) {

    static Content of(String part, String text, long tokens, int positions) {
      MessageDigest digest = sha256();
      digest.update(part.getBytes(UTF_8));
      digest.update((byte) 0);
      return new Content(digest.digest(text.getBytes(UTF_8)), tokens, positions);
    }
  }

  /** Starts with the tools and the instructions. */
  private Prefixes(Prompt prompt) {
    PromptTiers tiers = prompt.tiers();
    first = tiers.tools().isEmpty() ? INSTRUCTIONS : TOOLS;
    if (!tiers.tools().isEmpty()) {
      add(Content.of("TOOLS", tiers.tools(), TokenEstimate.of(tiers.tools()), tiers.toolCount()));
    }
    String system = prompt.system();
    add(Content.of("SYSTEM", system, TokenEstimate.of(system), system.isEmpty() ? 0 : 1));
  }

  /** Returns the prefixes that a provider caches. */
  static Prefixes of(Prompt prompt) {
    Prefixes prefixes = new Prefixes(prompt);
    String settings = prompt.tiers().settings() + (prompt.hasImages() ? "images" : "");
    if (!settings.isEmpty()) {
      prefixes.mix(Content.of("SETTINGS", settings, 0, 0));
    }
    prompt.messages().forEach(prefixes::add);
    return prefixes;
  }

  /** Returns the tools and instructions alone, to which messages can be added. */
  static Prefixes withoutMessages(Prompt prompt) {
    return new Prefixes(prompt);
  }

  /** Adds a message. */
  void add(PromptMessage message) {
    add(CONTENT.get(message, Prefixes::content));
  }

  private static Content content(PromptMessage message) {
    long positions =
        message.parts().stream().filter(part -> !(part instanceof ContentPart.Citation)).count();
    return Content.of(
        message.role().name(), identity(message), TokenEstimate.of(message), (int) positions);
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

  private void mix(Content content) {
    MessageDigest digest = sha256();
    digest.update(digestSoFar);
    digestSoFar = digest.digest(content.digest);
  }

  private void add(Content content) {
    mix(content);
    ByteBuffer bytes = ByteBuffer.wrap(digestSoFar);
    keys.add(new PrefixKey(bytes.getLong(), bytes.getLong()));
    tokens.add(tokens.isEmpty() ? content.tokens : tokens.getLast() + content.tokens);
    positions.add(
        positions.isEmpty() ? content.positions : positions.getLast() + content.positions);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the first block: the tools, or the instructions if there are none. */
  int first() {
    return first;
  }

  /** Returns the last block. */
  int last() {
    return first + keys.size() - 1;
  }

  PrefixKey key(int block) {
    return keys.get(block - first);
  }

  /** Returns the key that the last block has once this message is added. */
  PrefixKey keyWith(PromptMessage message) {
    MessageDigest digest = sha256();
    digest.update(digestSoFar);
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest(content(message).digest));
    return new PrefixKey(bytes.getLong(), bytes.getLong());
  }

  /** Returns the estimated tokens from the start to the end of this block. */
  long tokensUpTo(int block) {
    return block < first ? 0 : tokens.get(block - first);
  }

  /** Returns how many positions of a cache a lookup goes back from the end of one to the other. */
  int positionsBetween(int earlier, int later) {
    return positions.get(later - first) - positions.get(earlier - first);
  }

  long tokens() {
    return tokens.getLast();
  }
}
