package dev.firstword.core.protocol;

import dev.firstword.relay.event.Action;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An error response: problem details as defined by RFC 9457, with the extensions of this protocol.
 *
 * @param status the HTTP status
 * @param code a stable name for programs, such as {@code unknown_conversation}
 * @param title the kind of problem, in a few words
 * @param detail a sentence for the user: what happened and what to do next
 * @param retryAfter how long to wait, if waiting helps
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

  /** A token that was issued for some minutes has expired: its page fetches another one. */
  public static Problem tokenExpired() {
    return of(
        401,
        "token_expired",
        "Token expired",
        "This token has expired. Fetch another one and try again.",
        Action.SIGN_IN);
  }

  public static Problem forbidden(String detail) {
    return of(403, "forbidden", "Not allowed", detail, Action.CONTACT);
  }

  /** A request to a local server under a non-local name, possibly from a page of another site. */
  public static Problem wrongHost() {
    return of(
        421,
        "wrong_host",
        "Wrong address",
        "This server answers only to its local names. Open it as localhost, or add the name to"
            + " \"hosts\" in its settings.",
        Action.CONTACT);
  }

  public static Problem crossSite() {
    return of(
        403,
        "cross_site",
        "Not allowed",
        "A page of another site may not use this server. Open its own page, or configure keys.",
        Action.CONTACT);
  }

  /**
   * Returns a problem for a path of no route; {@code hint} is a sentence after a space, or empty.
   */
  public static Problem unknownRoute(String path, String hint) {
    return of(
        404, "unknown_route", "Not found", "There is nothing at " + path + "." + hint, Action.EDIT);
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

  public static Problem unknownModel(String name) {
    return of(
        404,
        "unknown_model",
        "Unknown model",
        "There is no model named \"" + name + "\". Choose one that is configured.",
        Action.EDIT);
  }

  public static Problem unknownToolCall(String id) {
    return of(
        422,
        "unknown_tool_call",
        "Unknown tool call",
        "This turn has made no tool call with the id \"" + id + "\".",
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

  public static Problem unknownAttachment() {
    return of(
        404,
        "unknown_attachment",
        "Unknown attachment",
        "This image or file does not exist or was deleted.",
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

  public static Problem unknownResponse() {
    return of(
        404,
        "unknown_response",
        "Unknown response",
        "This response does not exist or is no longer kept.",
        Action.EDIT);
  }

  /** The response that a request continues from. OpenAI's SDKs know this code. */
  public static Problem previousResponseNotFound(String id) {
    return of(
        400,
        "previous_response_not_found",
        "Unknown response",
        "The previous response \"" + id + "\" does not exist or is no longer kept.",
        Action.EDIT);
  }

  /** A server has stopped in the middle of a response, and another one is about to continue. */
  public static Problem responseInterrupted() {
    return new Problem(
        503,
        "response_interrupted",
        "Response interrupted",
        "This response is about to be resumed. Follow it again in a moment.",
        Action.WAIT,
        Duration.ofSeconds(1));
  }

  public static Problem unknownJob() {
    return of(404, "unknown_job", "Unknown job", "This job does not exist.", Action.EDIT);
  }

  public static Problem unknownDocument() {
    return of(
        404,
        "unknown_document",
        "Unknown document",
        "This document does not exist or was deleted.",
        Action.EDIT);
  }

  public static Problem wrongMethod(String allowed) {
    return of(
        405,
        "wrong_method",
        "Wrong method",
        "This method is not supported here; use " + allowed + ".",
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

  /** An image or a file, or all of a request, or the result of a tool exceeds a limit. */
  public static Problem contentTooLarge(String detail) {
    return of(413, "too_large", "Too large", detail, Action.EDIT);
  }

  public static Problem attachmentsTooLarge(int maxBytes) {
    return contentTooLarge("The images and files have more than " + maxBytes + " bytes together.");
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

  public static Problem wrongDocumentType() {
    return of(
        415,
        "wrong_media_type",
        "Wrong media type",
        "Send plain text, Markdown, HTML or PDF: text/plain, text/markdown, text/html or"
            + " application/pdf; or application/json with one of them in it.",
        Action.EDIT);
  }

  public static Problem idempotencyKeyReused() {
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

  /**
   * A rate limit or quota is exceeded.
   *
   * @param wait the time until more is allowed, in whole seconds
   */
  public static Problem rateLimited(Duration wait) {
    return new Problem(
        429,
        "rate_limited",
        "Too many requests",
        "That was a lot in a short time. Try again in " + describe(wait) + ".",
        Action.WAIT,
        wait);
  }

  private static String describe(Duration wait) {
    long seconds = Math.max(1, wait.toSeconds());
    if (seconds < 100) {
      return seconds == 1 ? "a second" : seconds + " seconds";
    }
    return (seconds + 59) / 60 + " minutes";
  }

  public static Problem headersTooLarge() {
    return of(
        431, "headers_too_large", "Headers too large", "The headers are too large.", Action.EDIT);
  }

  public static Problem tooManyActive(int max) {
    return new Problem(
        429,
        "too_many_active",
        "Too many answers at once",
        "There are already " + max + " answers in progress. Wait for one of them, or stop it.",
        Action.WAIT,
        Duration.ofSeconds(5));
  }

  public static Problem tooManyJobs() {
    return new Problem(
        503,
        "too_many_jobs",
        "Too many jobs",
        "Too many jobs are waiting. Send this one again in a minute.",
        Action.WAIT,
        Duration.ofSeconds(60));
  }

  public static Problem tooManyJobsOfTenant() {
    return new Problem(
        429,
        "too_many_jobs",
        "Too many jobs",
        "Too many jobs of this tenant are waiting. Send this one again in a minute.",
        Action.WAIT,
        Duration.ofSeconds(60));
  }

  public static Problem tooManyDocuments(int max) {
    return new Problem(
        429,
        "too_many_documents",
        "Too many documents at once",
        "There are already " + max + " documents being processed. Send this one in a minute.",
        Action.WAIT,
        Duration.ofSeconds(30));
  }

  public static Problem tooManyUploads() {
    return new Problem(
        503,
        "too_many_uploads",
        "Too many uploads at once",
        "Too much is being sent to this server. Send it again in a few seconds.",
        Action.WAIT,
        Duration.ofSeconds(5));
  }

  public static Problem tooManyDownloads() {
    return new Problem(
        503,
        "too_many_downloads",
        "Too many downloads at once",
        "Too much is being read from this server. Try again in a few seconds.",
        Action.WAIT,
        Duration.ofSeconds(5));
  }

  public static Problem tooManyProbes(int max) {
    return new Problem(
        429,
        "too_many_probes",
        "Too many probes at once",
        "There are already " + max + " probes running. Try again in a minute.",
        Action.WAIT,
        Duration.ofSeconds(60));
  }

  public static Problem searchUnavailable() {
    return new Problem(
        503,
        "search_unavailable",
        "Not available",
        "Documents can't be searched that way right now. Try again in a few seconds.",
        Action.WAIT,
        Duration.ofSeconds(5));
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

  public static Problem signInUnavailable() {
    return new Problem(
        503,
        "sign_in_unavailable",
        "Not available",
        "Sign-in is not available right now. Try again in a few seconds.",
        Action.WAIT,
        Duration.ofSeconds(10));
  }

  public static Problem storeUnavailable() {
    return new Problem(
        503,
        "store_unavailable",
        "Not available",
        "New messages can't be stored right now. Try again in a few seconds.",
        Action.WAIT,
        Duration.ofSeconds(5));
  }
}
