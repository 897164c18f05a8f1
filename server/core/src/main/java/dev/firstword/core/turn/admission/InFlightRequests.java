package dev.firstword.core.turn.admission;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnStore.DuplicateCriteria;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Deduplicates requests so that a double click never costs a second generation. Of any number of
 * concurrent requests with the same key, one reserves the key and starts the turn; the others wait
 * for that turn.
 */
public final class InFlightRequests {

  /** How long after its start a turn is still returned for a second click. */
  static final Duration DOUBLE_CLICK_WINDOW = Duration.ofSeconds(2);

  private final Map<Key, Reservation> reservations = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  InFlightRequests(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The identity of a request: requests with equal keys are duplicates. */
  public sealed interface Key {

    /** Set by the client. Keys are scoped to a tenant. */
    record Idempotency(String tenant, String key) implements Key {}

    /**
     * The same message by the same user in the same conversation.
     *
     * @param contents a digest of the images, the files, the options and the message that this one
     *     replaces; empty if there are none
     */
    record Message(
        Caller caller,
        TurnOrigin origin,
        @Nullable String conversationId,
        String profile,
        String message,
        @Nullable String continues,
        String contents)
        implements Key {

      /**
       * Returns the criteria by which the store finds duplicates, including those admitted by other
       * nodes.
       *
       * @param nowMs epoch milliseconds
       */
      DuplicateCriteria toCriteria(long nowMs) {
        return new DuplicateCriteria(
            digest(), matchesWhileActive(), nowMs - DOUBLE_CLICK_WINDOW.toMillis());
      }

      private String digest() {
        return Digest.of(
            List.of(
                caller.tenant(),
                caller.user(),
                origin.name(),
                conversationId == null ? "" : conversationId,
                profile,
                message,
                continues == null ? "" : continues,
                contents));
      }
    }

    static Key of(
        Caller caller, TurnOrigin origin, ChatRequest request, @Nullable String idempotencyKey) {
      return idempotencyKey == null
          ? new Message(
              caller,
              origin,
              request.conversationId(),
              request.profile(),
              request.message(),
              request.continues(),
              contents(request))
          : new Idempotency(caller.tenant(), idempotencyKey);
    }

    /** The same words with another image, other tools, or in another place are another request. */
    private static String contents(ChatRequest request) {
      String replaces = request.replaces();
      if (request.attachments().isEmpty()
          && request.options().equals(GenerationOptions.DEFAULT)
          && replaces == null) {
        return "";
      }
      List<String> parts = new ArrayList<>();
      parts.add(replaces == null ? "" : replaces);
      request.attachments().forEach(attachment -> parts.add(attachment.description().toString()));
      parts.add(request.options().toString());
      return Digest.of(parts);
    }

    /**
     * Whether a running turn matches a duplicate request at any time, not just within the
     * double-click window. A message without a conversation starts a new conversation each time,
     * except on a double click.
     */
    default boolean matchesWhileActive() {
      return switch (this) {
        case Idempotency _ -> true;
        case Message message -> message.conversationId != null;
      };
    }
  }

  /** A digest of texts. */
  private static final class Digest {

    private Digest() {}

    /** Returns the digest in hexadecimal. The same texts divided otherwise have another one. */
    static String of(List<String> parts) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String part : parts) {
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

  /** The right to start the turn for a key, and the turn once it is admitted. */
  static final class Reservation {
    final Key key;
    final String digest;

    /** Null once the turn has ended, so that nothing of it stays in memory for the window. */
    volatile @Nullable CompletableFuture<FollowableTurn> turn = new CompletableFuture<>();

    private volatile @Nullable String endedTurnId;
    private final long reservedNanos;

    private Reservation(Key key, String digest, long reservedNanos) {
      this.key = key;
      this.digest = digest;
      this.reservedNanos = reservedNanos;
    }

    private boolean isActive(long nowNanos) {
      CompletableFuture<FollowableTurn> running = turn;
      if (running != null && running.isCompletedExceptionally()) {
        return false;
      }
      if (nowNanos - reservedNanos < DOUBLE_CLICK_WINDOW.toNanos()) {
        return true;
      }
      FollowableTurn admitted = running == null ? null : running.getNow(null);
      return admitted == null
          ? running != null
          : key.matchesWhileActive() && !admitted.state().isFinal();
    }

    /** Completes with the turn, which the requests that wait for it share. */
    void complete(FollowableTurn admitted) {
      CompletableFuture<FollowableTurn> waiting = turn;
      if (waiting != null) {
        waiting.complete(admitted);
      }
    }

    /** The turn has ended: from now on the store answers for it. */
    void turnEnded(String turnId) {
      endedTurnId = turnId; // Set first: a reader that finds no turn finds the id.
      turn = null;
    }

    /** The id of the turn if it has ended, or else null. */
    @Nullable String endedTurnId() {
      return endedTurnId;
    }
  }

  /** A reservation that the caller must fulfil, or one that another request holds. */
  public record ReservationResult(Reservation reservation, boolean isOwner) {}

  ReservationResult reserve(Key key, String digest) {
    long now = nanoTime.getAsLong();
    Reservation own = new Reservation(key, digest, now);
    Reservation current =
        reservations.compute(
            key, (_, existing) -> existing != null && existing.isActive(now) ? existing : own);
    return new ReservationResult(current, current.equals(own));
  }

  /** Fails the reservation because its turn was not admitted, so that the next request can try. */
  void fail(Reservation reservation, Throwable cause) {
    reservations.remove(reservation.key, reservation);
    CompletableFuture<FollowableTurn> waiting = reservation.turn;
    if (waiting != null) {
      waiting.completeExceptionally(cause);
    }
  }

  /** Releases a reservation whose turn has ended and whose double-click window has passed. */
  void release(Reservation reservation) {
    reservations.remove(reservation.key, reservation);
  }
}
