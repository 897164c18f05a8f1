package dev.firstword.core.routing.caching;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.prompt.CacheMiss.Cause;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.PromptFingerprint;
import dev.firstword.core.provider.CacheReport;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last answered request of each conversation, to say what the next one changed so
 * that it missed the cache. The cause is the provider's if it names one, and otherwise that of our
 * own comparison. Thread-safe.
 */
final class SentRequests {

  /** At about 300 bytes each; the least recently used are evicted. */
  private static final int MAX_CONVERSATIONS = 20_000;

  /** Fewer tokens are the question and its excerpts, or the error of an estimate. */
  private static final long MIN_MISSED_TOKENS = 1_000;

  /** A smaller share of what was cached is the error of an estimate. */
  private static final double MIN_MISSED_SHARE = 0.1;

  private final InstantSource clock;
  private final Cache<Key, Sent> lastByModel = newCache();
  private final Cache<Conversation, Sent> last = newCache();

  private record Conversation(String tenant, String id) {}

  private record Key(Conversation conversation, String model) {}

  /**
   * A request that was answered.
   *
   * @param responseId with which the provider compares another one; empty if unknown
   * @param repeatedTokens what the next request can read from the cache
   */
  record Sent(
      String model,
      PromptFingerprint fingerprint,
      String responseId,
      long repeatedTokens,
      long answeredAtMs) {}

  SentRequests(InstantSource clock) {
    this.clock = clock;
  }

  private static <K, V> Cache<K, V> newCache() {
    return Caffeine.newBuilder().maximumSize(MAX_CONVERSATIONS).executor(Runnable::run).build();
  }

  /** Returns the request before this one: to the same model, or else to another. */
  @Nullable Sent before(ModelRequest request) {
    Conversation conversation = conversationOf(request);
    if (conversation == null) {
      return null;
    }
    Sent same = lastByModel.getIfPresent(new Key(conversation, request.model()));
    return same == null ? last.getIfPresent(conversation) : same;
  }

  private static @Nullable Conversation conversationOf(ModelRequest request) {
    CacheScope scope = request.prompt().scope();
    return scope.conversation().isEmpty()
        ? null
        : new Conversation(scope.tenant(), scope.conversation());
  }

  /** Records a request that was answered. */
  void record(ModelRequest request, @Nullable CacheReport report, Usage usage) {
    Conversation conversation = conversationOf(request);
    if (conversation == null) {
      return;
    }
    PromptFingerprint fingerprint = PromptFingerprint.of(request.prompt());
    Sent sent =
        new Sent(
            request.model(),
            fingerprint,
            report == null ? "" : report.responseId(),
            repeatedTokens(fingerprint, usage),
            clock.millis());
    lastByModel.put(new Key(conversation, request.model()), sent);
    last.put(conversation, sent);
  }

  /** The provider's count is right; our estimate only says which share of it comes again. */
  private static long repeatedTokens(PromptFingerprint fingerprint, Usage usage) {
    long counted = inputTokens(usage);
    return counted == 0 || fingerprint.tokens() == 0
        ? fingerprint.repeatedTokens()
        : Math.round(counted * ((double) fingerprint.repeatedTokens() / fingerprint.tokens()));
  }

  private static long inputTokens(Usage usage) {
    return usage.inputTokens() + usage.cacheCreationInputTokens() + usage.cacheReadInputTokens();
  }

  /**
   * Returns what a request missed in the cache although the one before had it cached.
   *
   * @param minTokens the length below which the model caches nothing
   * @param ttl how long the cache keeps what nobody reads
   */
  Optional<CacheMiss> miss(
      @Nullable Sent before,
      Prompt prompt,
      String model,
      @Nullable CacheReport report,
      Usage usage,
      int minTokens,
      Duration ttl) {
    if (before == null || before.repeatedTokens < minTokens) {
      return Optional.empty();
    }
    long anew = usage.inputTokens() + usage.cacheCreationInputTokens();
    long missed = Math.min(before.repeatedTokens - usage.cacheReadInputTokens(), anew);
    CacheMiss named = report == null ? null : report.miss();
    if (named != null && named.tokens() > 0) {
      missed = Math.min(named.tokens(), anew);
    }
    if (missed < MIN_MISSED_TOKENS || missed < before.repeatedTokens * MIN_MISSED_SHARE) {
      return Optional.empty();
    }
    return Optional.of(
        named == null
            ? new CacheMiss(cause(before, prompt, model, ttl), missed, false)
            : new CacheMiss(refined(named.cause(), before, prompt), missed, true));
  }

  /** For some models the instructions are a message, and so they are to the provider. */
  private static Cause refined(Cause named, Sent before, Prompt prompt) {
    return named == Cause.MESSAGES_CHANGED
            && before.fingerprint.changeTo(prompt).orElse(named) == Cause.INSTRUCTIONS_CHANGED
        ? Cause.INSTRUCTIONS_CHANGED
        : named;
  }

  private Cause cause(Sent before, Prompt prompt, String model, Duration ttl) {
    if (!before.model.equals(model)) {
      return Cause.MODEL_CHANGED;
    }
    return before
        .fingerprint
        .changeTo(prompt)
        .orElseGet(() ->
            clock.millis() - before.answeredAtMs >= ttl.toMillis()
                ? Cause.EXPIRED
                : Cause.UNEXPLAINED);
  }
}
