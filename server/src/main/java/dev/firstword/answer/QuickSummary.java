package dev.firstword.answer;

import dev.firstword.profile.Profile.Limits;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.routing.ChosenModel;
import dev.firstword.routing.Route;
import dev.firstword.routing.RouteFailure;
import dev.firstword.routing.RouteListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One or two sentences by the fastest model, beside the full answer's call and never in its way:
 * told as they are written, dropped when the answer's first word is there before theirs, and not
 * missed by anybody when they fail. Confined to the turn's loop.
 */
public final class QuickSummary implements RouteListener {

  /** Two sentences; a longer one would not be quick. */
  public static final int MOST_TOKENS = 80;

  /** What is not there by then is of no use beside an answer. */
  public static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ZERO);

  private static final String INSTRUCTION =
      "Give the gist of the answer to this in one or two sentences, of at most 50 words in all,"
          + " without any heading. The full answer is being written meanwhile and follows."
          + "\n\nQuestion: ";

  private static final Pattern SENTENCE_END = Pattern.compile("[.!?…](?=[\\s)\"”*]|$)");
  private static final Logger log = LoggerFactory.getLogger(QuickSummary.class);

  private final SummaryCounts counts;
  private final Listener listener;
  private final StringBuilder text = new StringBuilder();
  private boolean over;
  private @Nullable Route route;

  public QuickSummary(SummaryCounts counts, Listener listener) {
    this.counts = counts;
    this.listener = listener;
  }

  /** Hears the summary, on the loop. */
  public interface Listener {

    /** A piece of it. */
    void onSummaryText(String piece);

    /** All that there is to be told for now has been. */
    void onSummaryRead();

    /** It is whole. */
    void onSummary(String whole, Usage usage);
  }

  /** The prompt for it: the same conversation, and the question put another way. */
  public static Prompt prompt(Prompt full) {
    List<PromptMessage> messages = new ArrayList<>(full.messages());
    PromptMessage question = messages.removeLast();
    messages.add(new PromptMessage(question.role(), INSTRUCTION + question.text()));
    return new Prompt(full.system(), messages).in(full.scope());
  }

  /** Asks for it, unless nobody wants it any more. Called once. */
  public void open(Function<RouteListener, Route> fastest) {
    if (!over) {
      route = fastest.apply(this);
    }
  }

  /** The answer itself has begun: a summary that has not is dropped. */
  public void answerBegan() {
    if (!over && text.isEmpty()) {
      counts.isLate();
      close();
    }
  }

  /** Nobody wants it any more. */
  public void stop() {
    if (!over) {
      counts.isUnwanted();
      close();
    }
  }

  private void close() {
    over = true;
    if (route != null) {
      route.cancel();
    }
  }

  @Override
  public void onModel(ChosenModel model) {} // Nobody is told who wrote two sentences.

  @Override
  public void onText(String piece) {
    if (!over) {
      text.append(piece);
      listener.onSummaryText(piece);
    }
  }

  @Override
  public void onReadComplete() {
    if (!over) {
      listener.onSummaryRead();
    }
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    if (over) {
      return;
    }
    over = true;
    counts.isMade();
    listener.onSummary(whole(reason), usage);
    listener.onSummaryRead();
  }

  @Override
  public void onFailure(RouteFailure failure) {
    if (!over) {
      over = true;
      counts.hasFailed();
      log.info("no quick summary: {} ({})", failure.code(), failure.detail());
    }
  }

  /** One that was cut for its length ends with its last whole sentence, if it has one. */
  private String whole(FinishReason reason) {
    String said = text.toString().strip();
    if (reason != FinishReason.LENGTH) {
      return said;
    }
    int end = 0;
    for (Matcher ends = SENTENCE_END.matcher(said); ends.find(); ) {
      end = ends.end();
    }
    return end == 0 ? said : said.substring(0, end);
  }
}
