package dev.firstword.turn;

import dev.firstword.identity.Caller;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.turn.TurnStore.Origin;
import dev.firstword.turn.TurnStore.SameMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the turn that the same request has begun already, so that a double click never costs a
 * second generation. Of any number of simultaneous claims for one key one wins; the others wait for
 * what it begins.
 */
final class SameRequests {

  /** How long after its start a turn is still taken for the answer to a second click. */
  static final Duration DOUBLE_CLICK = Duration.ofSeconds(2);

  private final Map<Key, Claim> claims = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  SameRequests(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** What makes requests the same. */
  sealed interface Key {

    /** The client said so. Keys belong to a tenant. */
    record Idempotency(String tenant, String key) implements Key {}

    /** The same words of the same person in the same place. */
    record Message(
        Caller caller,
        Origin origin,
        @Nullable String conversationId,
        String profile,
        String message,
        @Nullable String continues)
        implements Key {

      /**
       * The same in the terms of the store, which knows what other nodes have begun.
       *
       * @param nowMs epoch milliseconds
       */
      SameMessage stored(long nowMs) {
        return new SameMessage(digest(), standsWhileActive(), nowMs - DOUBLE_CLICK.toMillis());
      }

      private String digest() {
        try {
          MessageDigest digest = MessageDigest.getInstance("SHA-256");
          for (String part :
              List.of(
                  caller.tenant(),
                  caller.user(),
                  origin.name(),
                  conversationId == null ? "" : conversationId,
                  profile,
                  message,
                  continues == null ? "" : continues)) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
          }
          return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException("every Java platform has SHA-256", e);
        }
      }
    }

    static Key of(
        Caller caller, Origin origin, ChatRequest request, @Nullable String idempotencyKey) {
      return idempotencyKey == null
          ? new Message(
              caller,
              origin,
              request.conversationId(),
              request.profile(),
              request.message(),
              request.continues())
          : new Idempotency(caller.tenant(), idempotencyKey);
    }

    /**
     * Whether a running turn answers a same request however late it comes. A message without a
     * conversation is a new conversation each time, save for a double click.
     */
    default boolean standsWhileActive() {
      return switch (this) {
        case Idempotency _ -> true;
        case Message message -> message.conversationId != null;
      };
    }
  }

  /** Somebody's right to begin the turn for a key, and the turn once it is begun. */
  static final class Claim {
    final Key key;
    final String digest;
    final CompletableFuture<FollowableTurn> turn = new CompletableFuture<>();
    private final long claimedNanos;

    private Claim(Key key, String digest, long claimedNanos) {
      this.key = key;
      this.digest = digest;
      this.claimedNanos = claimedNanos;
    }

    private boolean stands(long nowNanos) {
      if (turn.isCompletedExceptionally()) {
        return false;
      }
      if (nowNanos - claimedNanos < DOUBLE_CLICK.toNanos()) {
        return true;
      }
      FollowableTurn begun = turn.getNow(null);
      return begun == null || (key.standsWhileActive() && !begun.state().isFinal());
    }
  }

  /** A claim for the caller to fulfil, or the one that somebody else holds. */
  record Claimed(Claim claim, boolean isMine) {}

  Claimed claim(Key key, String digest) {
    long now = nanoTime.getAsLong();
    Claim mine = new Claim(key, digest, now);
    Claim standing =
        claims.compute(key, (_, other) -> other != null && other.stands(now) ? other : mine);
    return new Claimed(standing, standing.equals(mine));
  }

  /** The turn was not begun: whoever asks next may try. */
  void giveUp(Claim claim, Throwable reason) {
    claims.remove(claim.key, claim);
    claim.turn.completeExceptionally(reason);
  }

  /** Forgets a claim whose turn has ended and whose double-click time is over. */
  void forget(Claim claim) {
    claims.remove(claim.key, claim);
  }
}
