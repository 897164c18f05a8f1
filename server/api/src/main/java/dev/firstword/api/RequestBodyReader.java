package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.server.BodyListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a complete request body, with limits on size and time. Only its first bytes are read while
 * the caller is being authenticated: enough for a short message, which therefore loses no time. A
 * caller that is rejected gets the response at once, before its body is read.
 */
final class RequestBodyReader implements BodyListener {

  /** How much is kept for a caller that may turn out to be anybody. */
  static final int MAX_UNAUTHENTICATED_BYTES = 8 * 1024;

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s\";]+)", Pattern.CASE_INSENSITIVE);

  /** The header of an array and its place in the list: a body may arrive byte by byte. */
  private static final int BYTES_PER_CHUNK = 32;

  private final RequestContext context;
  private final Limits limits;
  private final PendingAuthentication authentication;
  private final Consumer<RequestBody> then;
  private final BodyBudget budget;
  private final BodyBudget.Reservation memory;
  private final Queue<byte[]> chunks = new ArrayDeque<>(2);
  private int size;
  private boolean isAuthenticated;
  private EventLoop.@Nullable Timer deadline;

  /** Written by the event loop; read by others only to spare it a task. */
  private volatile boolean finished;

  private RequestBodyReader(
      RequestContext context,
      Limits limits,
      BodyBudget budget,
      PendingAuthentication authentication,
      Consumer<RequestBody> then) {
    this.context = context;
    this.limits = limits;
    this.authentication = authentication;
    this.then = then;
    this.budget = budget;
    this.memory = budget.reserve();
  }

  /** The maximum size of a body, in bytes, and the time it may take to arrive. */
  record Limits(int maxBytes, Duration timeout) {}

  /**
   * Reads a body, or responds with a problem.
   *
   * @param then receives the body on the event loop, perhaps before the authentication has
   *     completed. If it returns normally, it has to close the body
   */
  static void read(
      RequestContext context,
      Limits limits,
      BodyBudget budget,
      PendingAuthentication authentication,
      Consumer<RequestBody> then) {
    new RequestBodyReader(context, limits, budget, authentication, then).start();
  }

  /**
   * Requires a JSON body.
   *
   * @throws ProblemException with status 415 if it has another media type
   */
  static void requireJson(RequestContext context) {
    if (!mediaType(context).equals("application/json")) {
      throw new ProblemException(Problem.wrongMediaType());
    }
  }

  /** Returns the media type of the body without its parameters; empty if not given. */
  static String mediaType(RequestContext context) {
    return mediaType(contentType(context));
  }

  /** Returns a media type without its parameters. */
  static String mediaType(String contentType) {
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** Returns the media type of the body with its parameters; empty if not given. */
  static String contentType(RequestContext context) {
    String contentType = context.header("content-type");
    return contentType == null ? "" : contentType;
  }

  /** Returns the parameter {@code charset} of a media type; null if it has none. */
  static @Nullable String charset(String mediaType) {
    Matcher matcher = CHARSET.matcher(mediaType);
    return matcher.find() ? matcher.group(1) : null;
  }

  private void start() {
    if (hasUnsupportedEncoding()) {
      context.sendProblemAndClose(
          Problem.malformed(
              "Send the request uncompressed, with no transfer encoding other than chunked."));
      return;
    }
    deadline = context.loop().schedule(limits.timeout, () -> fail(Problem.slowRequest()));
    boolean isSmall = declaredBytes() <= Math.min(MAX_UNAUTHENTICATED_BYTES, limits.maxBytes);
    if (isSmall && context.header("expect") == null) {
      context.request().readBody(this);
    } else {
      context.request().pause();
    }
    var _ =
        authentication
            .result()
            .whenComplete((_, failure) -> {
              if (!finished) {
                context.runOnLoop(() -> onAuthenticated(failure));
              }
            });
  }

  /**
   * Rejects other encodings: proxies and servers may disagree about where such a body ends (request
   * smuggling).
   */
  private boolean hasUnsupportedEncoding() {
    return isOtherThan("chunked", "transfer-encoding")
        || isOtherThan("identity", "content-encoding");
  }

  private boolean isOtherThan(String accepted, String header) {
    String encoding = context.header(header);
    return encoding != null && !encoding.strip().equalsIgnoreCase(accepted);
  }

  /** Returns the declared size; 0 if there is none, as for a chunked body. */
  private long declaredBytes() {
    return declaredBytes(context);
  }

  /** Returns the size that a request announces; 0 if it does not. */
  static long declaredBytes(RequestContext context) {
    String length = context.header("content-length");
    if (length == null) {
      return 0;
    }
    return length.length() > 12 ? Long.MAX_VALUE : Long.parseLong(length);
  }

  private void onAuthenticated(@Nullable Throwable failure) {
    if (finished) {
      return;
    }
    isAuthenticated = true;
    if (failure != null) {
      stopReading();
      context.sendFailure(failure);
    } else if (declaredBytes() > limits.maxBytes) {
      fail(Problem.tooLarge(limits.maxBytes));
    } else if (!budget.fits(declaredBytes())) {
      fail(Problem.tooManyUploads());
    } else {
      context.request().readBody(this);
    }
  }

  @Override
  public void onBytes(byte[] chunk) {
    if (finished) {
      return;
    }
    if (size + chunk.length > limits.maxBytes) {
      fail(Problem.tooLarge(limits.maxBytes));
    } else if (!memory.tryGrow(chunk.length + BYTES_PER_CHUNK)) {
      fail(Problem.tooManyUploads());
    } else {
      size += chunk.length;
      chunks.add(chunk);
      if (!isAuthenticated && size > MAX_UNAUTHENTICATED_BYTES) {
        context.request().pause();
      }
    }
  }

  @Override
  public void onEnd() {
    if (finished) {
      return;
    }
    finish();
    RequestBody body = new RequestBody(join(), memory);
    try {
      then.accept(body);
    } catch (RuntimeException | Error e) {
      body.close();
      context.sendFailure(e);
    }
  }

  /** Returns all bytes. Drops each chunk once it is copied: a body counts once. */
  private byte[] join() {
    byte[] chunk = chunks.poll();
    if (chunk != null && chunks.isEmpty()) {
      return chunk;
    }
    byte[] whole = new byte[size];
    for (int end = 0; chunk != null; chunk = chunks.poll()) {
      System.arraycopy(chunk, 0, whole, end, chunk.length);
      end += chunk.length;
    }
    return whole;
  }

  /** Malformed chunks, or the client disconnected; then the response is discarded. */
  @Override
  public void onFailure() {
    fail(Problem.malformed("The request is not valid HTTP."));
  }

  private void fail(Problem problem) {
    if (!finished) {
      stopReading();
      context.sendProblem(problem);
    }
  }

  /** Discards the body, and closes the connection after the response. */
  private void stopReading() {
    finish();
    chunks.clear();
    memory.close();
    context.request().discardBody();
    context.response().closeAfterEnd();
  }

  private void finish() {
    finished = true;
    EventLoop.Timer.cancelIfSet(deadline);
  }
}
