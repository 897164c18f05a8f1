package dev.firstword.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused, as RFC 9457 and the contract say it.
 *
 * @param status the HTTP status
 * @param code a stable name for programs, such as {@code unknown_conversation}
 * @param title the kind of refusal, in a few words
 * @param detail a sentence for a person: what happened and what to do next
 * @param retryAfter how long to wait, where waiting helps
 */
public record Problem(
    int status,
    String code,
    String title,
    String detail,
    Action action,
    @Nullable Duration retryAfter) {

  private static Problem of(int status, String code, String title, String detail, Action action) {
    return new Problem(status, code, title, detail, action, null);
  }

  public static Problem malformed(String detail) {
    return of(400, "malformed_request", "Malformed request", detail, Action.EDIT);
  }

  public static Problem unauthorized(String detail) {
    return of(401, "unauthorized", "Not signed in", detail, Action.SIGN_IN);
  }

  public static Problem forbidden(String detail) {
    return of(403, "forbidden", "Not allowed", detail, Action.CONTACT);
  }

  public static Problem unknownRoute(String path) {
    return of(404, "unknown_route", "Not found", "There is nothing at " + path + ".", Action.EDIT);
  }

  public static Problem noPage() {
    return of(
        404,
        "no_page",
        "Not found",
        "There is no such file, or the page was not built. The API works.",
        Action.CONTACT);
  }

  public static Problem unknownProfile(String name) {
    return of(
        404,
        "unknown_profile",
        "Unknown profile",
        "There is no profile named \"" + name + "\". Choose one that is configured.",
        Action.EDIT);
  }

  public static Problem unknownConversation() {
    return of(
        404,
        "unknown_conversation",
        "Unknown conversation",
        "This conversation does not exist or was deleted. Start a new one.",
        Action.EDIT);
  }

  public static Problem unknownTurn() {
    return of(
        404,
        "unknown_turn",
        "Unknown turn",
        "This answer does not exist or is no longer kept.",
        Action.EDIT);
  }

  public static Problem wrongMethod(String allowed) {
    return of(
        405,
        "wrong_method",
        "Wrong method",
        "This is not possible here; use " + allowed + ".",
        Action.EDIT);
  }

  public static Problem slowRequest() {
    return of(
        408,
        "slow_request",
        "Request too slow",
        "The request did not arrive in time. Check the connection and send it again.",
        Action.RETRY);
  }

  public static Problem tooLarge(long limitBytes) {
    return of(
        413,
        "too_large",
        "Too large",
        "The request is larger than " + limitBytes + " bytes. Send a shorter one.",
        Action.EDIT);
  }

  public static Problem addressTooLong() {
    return of(414, "address_too_long", "Address too long", "The address is too long.", Action.EDIT);
  }

  public static Problem wrongMediaType() {
    return of(
        415,
        "wrong_media_type",
        "Wrong media type",
        "Send the request as application/json.",
        Action.EDIT);
  }

  public static Problem keyReused() {
    return of(
        422,
        "idempotency_key_reused",
        "Idempotency-Key used before",
        "This Idempotency-Key was used for another request. Send this one with a new key.",
        Action.RETRY);
  }

  public static Problem notAnswerable(String detail) {
    return of(422, "not_answerable", "Not possible", detail, Action.EDIT);
  }

  public static Problem headersTooLarge() {
    return of(
        431, "headers_too_large", "Headers too large", "The headers are too large.", Action.EDIT);
  }

  public static Problem internal() {
    return of(
        500,
        "internal",
        "Something broke",
        "Something went wrong on our side. Nothing was lost; try again.",
        Action.RETRY);
  }

  public static Problem shuttingDown() {
    return new Problem(
        503,
        "shutting_down",
        "Restarting",
        "The service is restarting. Try again in a few seconds.",
        Action.WAIT,
        Duration.ofSeconds(5));
  }

  public static Problem storeAway() {
    return new Problem(
        503,
        "store_unavailable",
        "Not available",
        "New messages can't be stored right now. Try again in a few seconds.",
        Action.WAIT,
        Duration.ofSeconds(5));
  }
}
