package dev.firstword.adapters.provider;

import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.core.provider.PassthroughPart.Kind;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.core.provider.RateLimit;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the body of an answer as the provider wrote it, beside what the translator reports of
 * it. Whole events leave together with what they say, and before the end that they tell of. An
 * answer that the translator cannot continue reading is passed on to its end all the same.
 *
 * <p>A body that is not in the form that the client asked for is left to the translator alone.
 */
final class PassthroughTap implements ModelCallListener {

  private enum Mode {
    UNDECIDED,
    EVENTS,
    DOCUMENT,
    OFF
  }

  private final PassthroughRequest request;
  private final ModelCallListener listener;
  private final EventBoundaries boundaries = new EventBoundaries();

  /** What has arrived of an event that is not complete, or of a document. */
  private final ByteArrayOutputStream incomplete = new ByteArrayOutputStream(0);

  private Mode mode = Mode.UNDECIDED;
  private boolean isReading;
  private boolean isEnding;
  private boolean isBlind;
  private boolean isClosed;
  private boolean hasReported;
  private boolean isAnswering;
  private @Nullable Runnable end;
  private boolean hasFailed;

  PassthroughTap(PassthroughRequest request, ModelCallListener listener) {
    this.request = request;
    this.listener = listener;
  }

  /** Returns whether the translator has given up, but the answer continues. */
  boolean isBlind() {
    return isBlind && !isClosed;
  }

  /** Returns whether the last bytes said something of the answer. */
  boolean isAnswering() {
    return isAnswering;
  }

  /** Nothing more is passed on. */
  void close() {
    isClosed = true;
    incomplete.reset();
  }

  /** Has the translator read the next bytes of the body, and passes them on. */
  void read(ResponseTranslator translator, byte[] bytes, int offset, int length) {
    if (mode == Mode.UNDECIDED) {
      decide(bytes, offset, length);
    }
    isReading = true;
    switch (mode) {
      case EVENTS -> readEvents(translator, bytes, offset, length);
      case UNDECIDED, DOCUMENT -> {
        incomplete.write(bytes, offset, length);
        translator.read(bytes, offset, length);
      }
      case OFF -> translator.read(bytes, offset, length);
    }
    isReading = false;
    if (end != null) {
      passRest();
      end.run();
    }
  }

  private void decide(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length && mode == Mode.UNDECIDED; i++) {
      mode =
          switch (bytes[i]) {
            case ' ', '\n', '\r', '\t', (byte) 0xEF, (byte) 0xBB, (byte) 0xBF -> Mode.UNDECIDED;
            case '{' -> request.isStreamed() ? Mode.OFF : Mode.DOCUMENT;
            case '[', '<' -> Mode.OFF;
            default -> request.isStreamed() ? Mode.EVENTS : Mode.OFF;
          };
    }
    if (mode == Mode.EVENTS || mode == Mode.DOCUMENT) {
      pass(new byte[0], Kind.IDLE);
    }
  }

  private void readEvents(ResponseTranslator translator, byte[] bytes, int offset, int length) {
    int last = offset + length;
    int start = offset;
    boolean isAnswer = false;
    for (int next; (next = boundaries.next(bytes, start, last)) >= 0; start = next) {
      hasReported = false;
      translator.read(bytes, start, next - start);
      isAnswer |= hasReported || isProgress(start == offset, bytes, start, next);
    }
    if (start < last) {
      translator.read(bytes, start, last - start);
    }
    if (start > offset) {
      byte[] whole = join(bytes, offset, start);
      incomplete.reset();
      pass(whole, hasFailed ? Kind.ERROR : isAnswer ? Kind.ANSWER : Kind.IDLE);
    }
    incomplete.write(bytes, start, last - start);
    if (isBlind) {
      passRest();
    }
  }

  /** Returns whether an event of which nothing was reported is one of a kind not known here. */
  private boolean isProgress(boolean isFirst, byte[] bytes, int start, int end) {
    byte[] event = isFirst ? join(bytes, start, end) : Arrays.copyOfRange(bytes, start, end);
    return UnreportedEvent.isProgress(request.api(), event, 0, event.length);
  }

  private byte[] join(byte[] bytes, int start, int end) {
    if (incomplete.size() == 0) {
      return Arrays.copyOfRange(bytes, start, end);
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream(incomplete.size() + end - start);
    joined.writeBytes(incomplete.toByteArray());
    joined.write(bytes, start, end - start);
    return joined.toByteArray();
  }

  /** Passes on a document, or the end of a stream whose last line has no end. */
  private void passRest() {
    boolean isPassed = mode == Mode.EVENTS || mode == Mode.DOCUMENT;
    if (isPassed && incomplete.size() > 0 && !hasFailed) {
      byte[] rest = incomplete.toByteArray();
      incomplete.reset();
      pass(rest, mode == Mode.DOCUMENT ? Kind.DOCUMENT : Kind.ANSWER);
    }
  }

  private void pass(byte[] bytes, Kind kind) {
    isAnswering = kind == Kind.ANSWER;
    if (!isClosed) {
      listener.onPassthrough(new PassthroughPart(bytes, kind));
    }
  }

  /** The body is complete. */
  void end(ResponseTranslator translator) {
    if (!isBlind) {
      isEnding = true;
      translator.end();
    } else if (!isClosed) {
      passRest();
      listener.onEnd(FinishReason.OTHER, Usage.NONE);
    }
  }

  /** The rest of the body will not arrive. */
  void fail(ResponseTranslator translator, ProviderFailure failure) {
    if (!isBlind) {
      translator.fail(failure);
    } else if (!isClosed) {
      listener.onFailure(failure);
    }
  }

  @Override
  public void onText(String text) {
    hasReported = true;
    listener.onText(text);
  }

  @Override
  public void onActivity(ModelActivity activity) {
    hasReported = true;
    listener.onActivity(activity);
  }

  @Override
  public void onRateLimit(RateLimit limit) {
    listener.onRateLimit(limit);
  }

  @Override
  public void onReadComplete() {
    if (!isClosed) {
      listener.onReadComplete();
    }
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    if (isReading) {
      end = () -> listener.onEnd(reason, usage);
    } else {
      passRest();
      listener.onEnd(reason, usage);
    }
  }

  /**
   * What the translator cannot read is not an error of the provider: the client may understand it.
   */
  @Override
  public void onFailure(ProviderFailure failure) {
    boolean isOfTranslator = failure instanceof Malformed && mode != Mode.OFF;
    if (isReading && isOfTranslator) {
      isBlind = true;
    } else if (isReading) {
      hasFailed = true;
      end = () -> listener.onFailure(failure);
    } else if (isEnding && isOfTranslator && mode == Mode.DOCUMENT) {
      passRest();
      listener.onEnd(FinishReason.OTHER, Usage.NONE);
    } else {
      listener.onFailure(failure);
    }
  }
}
