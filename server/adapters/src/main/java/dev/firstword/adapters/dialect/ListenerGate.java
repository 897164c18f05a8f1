package dev.firstword.adapters.dialect;

import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.prompt.ContentPart.Commentary;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.provider.CacheReport;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelActivity.Cited;
import dev.firstword.core.provider.ModelActivity.CommentaryCompleted;
import dev.firstword.core.provider.ModelActivity.CommentaryText;
import dev.firstword.core.provider.ModelActivity.Declined;
import dev.firstword.core.provider.ModelActivity.FinalAnswerStarted;
import dev.firstword.core.provider.ModelActivity.ProviderBlockCompleted;
import dev.firstword.core.provider.ModelActivity.ProviderToolCall;
import dev.firstword.core.provider.ModelActivity.ProviderToolState;
import dev.firstword.core.provider.ModelActivity.TextBlockEnded;
import dev.firstword.core.provider.ModelActivity.ThinkingFinished;
import dev.firstword.core.provider.ModelActivity.ThinkingStarted;
import dev.firstword.core.provider.ModelActivity.ThinkingText;
import dev.firstword.core.provider.ModelActivity.ThinkingTokens;
import dev.firstword.core.provider.ModelActivity.ThoughtCompleted;
import dev.firstword.core.provider.ModelActivity.ToolArguments;
import dev.firstword.core.provider.ModelActivity.ToolCallReady;
import dev.firstword.core.provider.ModelActivity.ToolCallStarted;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.RateLimit;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a call's events to its listener until the call has ended or was cancelled. Every thought
 * that is started is finished once, before any text, tool call or the end of the call, whatever the
 * provider omits. Every tool call that is started becomes ready once, before a normal end. It does
 * not if the call fails, because it may not be complete.
 *
 * <p>A character whose halves arrive in two pieces is forwarded as one.
 */
public final class ListenerGate {

  private final ModelCallListener listener;
  private final Supplier<String> conversation;
  private final AnswerToolCalls toolCalls;
  private int droppedThoughts;
  private final SplitSurrogates textSurrogates = new SplitSurrogates();
  private final SplitSurrogates thoughtSurrogates = new SplitSurrogates();
  private boolean isOpen = true;
  private boolean isCompleted;
  private boolean isThinking;
  private final BufferedCommentary commentary = new BufferedCommentary();
  private final Citations citations = new Citations();
  private final CodePointOffsets answer = new CodePointOffsets();

  /** Creates a gate for the answer to a prompt without tool calls. */
  public ListenerGate(ModelCallListener listener) {
    this(listener, ToolCallIds.after(new Prompt("", List.of())));
  }

  /**
   * Creates a gate.
   *
   * @param ids makes the ids of tool calls unique
   */
  public ListenerGate(ModelCallListener listener, ToolCallIds ids) {
    this(listener, ids, () -> "");
  }

  /**
   * Creates a gate.
   *
   * @param ids makes the ids of tool calls unique
   * @param conversation the key of the conversation to which thoughts are bound; empty if they are
   *     not kept for later turns
   */
  public ListenerGate(ModelCallListener listener, ToolCallIds ids, Supplier<String> conversation) {
    this.listener = listener;
    this.toolCalls = new AnswerToolCalls(ids);
    this.conversation = conversation;
  }

  /** Returns whether events still reach the listener. */
  public boolean isOpen() {
    return isOpen;
  }

  /** Returns whether the answer ended normally. */
  public boolean isCompleted() {
    return isCompleted;
  }

  /** Forwards a piece of the answer unless it is empty. Finishes an open thought. */
  public void emitText(String text) {
    if (text.isEmpty()) {
      return;
    }
    String whole = textSurrogates.concerns(text) ? textSurrogates.join(text) : text;
    if (whole.isEmpty()) {
      return;
    }
    if (isThinking) {
      finishThinking();
    }
    if (commentary.isOpen()) {
      endCommentary();
    }
    if (isOpen) {
      answer.add(whole);
      listener.onText(whole);
    }
  }

  /** Forwards what the response says of its provider's cache. */
  public void reportCache(CacheReport report) {
    if (isOpen) {
      listener.onCacheReport(report);
    }
  }

  /** Returns the length of the answer so far, in UTF-16 units. */
  public int textLength() {
    return answer.length();
  }

  /** Returns the positions of the answer so far. */
  public CodePointOffsets answer() {
    return answer;
  }

  /** What follows must not be joined to the text before it. */
  public void endTextBlock() {
    endText();
    emitActivity(new TextBlockEnded());
  }

  /** The text that follows is marked as the final answer. */
  public void startFinalAnswer() {
    endText();
    endCommentary();
    emitActivity(new FinalAnswerStarted());
  }

  /** Forwards a piece of commentary, which is the answer if nothing else comes. */
  public void emitCommentary(String text) {
    if (text.isEmpty()) {
      return;
    }
    finishThinking();
    endText();
    String kept = commentary.add(text);
    if (!kept.isEmpty()) {
      emitActivity(new CommentaryText(kept));
    }
  }

  /** Something follows the commentary, so that it is not the answer. */
  public void endCommentary() {
    Commentary ended = commentary.isOpen() ? commentary.end() : null;
    if (ended != null) {
      emitActivity(new CommentaryCompleted(ended));
    }
  }

  /**
   * Forwards a citation of the answer, unless it names no source or is known.
   *
   * @param citation as the provider sent it, but for its span, which counts from the first text
   */
  public void emitCitation(Citation citation) {
    Citation taken = citations.take(citation);
    if (taken != null) {
      emitActivity(new Cited(taken));
    }
  }

  /** Forwards the state of a call of a tool that the provider runs. */
  public void emitProviderToolCall(ProviderToolCall call) {
    finishThinking();
    endText();
    endCommentary();
    if (call.state() == ProviderToolState.WRITING) {
      toolCalls.startByProvider();
      failIfTooManyCalls();
    }
    emitActivity(call);
  }

  /** Forwards a block that the provider requires back. */
  public void emitProviderBlock(ProviderBlock block) {
    finishThinking();
    endText();
    endCommentary();
    emitActivity(new ProviderBlockCompleted(block));
  }

  /** The model declined, for a reason that its provider names in a word. */
  public void emitDeclined(String category) {
    emitActivity(new Declined(ToolTranscript.wireName(category.toLowerCase(Locale.ROOT))));
  }

  /** Starts a thought unless one is open. */
  public void startThinking() {
    if (!isThinking) {
      endText();
      endCommentary();
      isThinking = true;
      emitActivity(new ThinkingStarted());
    }
  }

  /** Forwards a piece of a thought unless it is empty. Starts a thought unless one is open. */
  public void emitThinkingText(String text) {
    if (!text.isEmpty()) {
      startThinking();
      String whole = thoughtSurrogates.join(text);
      if (!whole.isEmpty()) {
        emitActivity(new ThinkingText(whole));
      }
    }
  }

  /**
   * Forwards a number of hidden tokens if it is positive. Starts a thought unless one is open.
   *
   * @param tokens how many since the previous count
   */
  public void emitThinkingTokens(long tokens) {
    if (tokens > 0) {
      startThinking();
      emitActivity(new ThinkingTokens(tokens));
    }
  }

  /** Finishes the open thought, if any. */
  public void finishThinking() {
    if (isThinking) {
      isThinking = false;
      String rest = thoughtSurrogates.drain();
      if (!rest.isEmpty()) {
        emitActivity(new ThinkingText(rest));
      }
      emitActivity(new ThinkingFinished());
    }
  }

  /** Forwards a complete thought. Finishes an open one. */
  public void emitThought(Thought thought) {
    finishThinking();
    emitActivity(new ThoughtCompleted(thought.keptIn(conversation.get())));
  }

  /** The provider reports how many of the thoughts that were sent back it has left out. */
  public void reportDroppedThoughts(int count) {
    droppedThoughts = count;
  }

  /** Returns how many of the thoughts that were sent back the provider has left out. */
  public int droppedThoughts() {
    return droppedThoughts;
  }

  /**
   * Starts a tool call. Finishes an open thought.
   *
   * @param id the provider's id; null if it gave none
   * @param name any text; what exceeds {@link AnswerToolCalls#MAX_NAME_LENGTH} is cut off
   */
  public OpenToolCall startToolCall(@Nullable String id, String name) {
    finishThinking();
    endText();
    endCommentary();
    OpenToolCall call = toolCalls.start(id, name);
    failIfTooManyCalls();
    emitActivity(new ToolCallStarted(call.id(), call.name()));
    return call;
  }

  private void failIfTooManyCalls() {
    if (toolCalls.isTooMany()) {
      fail(new Malformed("the answer has more than " + AnswerToolCalls.MAX_CALLS + " tool calls"));
    }
  }

  /** Forwards a piece of a tool call's arguments, unless it is empty or the call is ready. */
  public void emitToolArguments(OpenToolCall call, String json) {
    if (json.isEmpty() || call.isReady() || !isOpen) {
      return;
    }
    if (toolCalls.exceedsArguments(json)) {
      fail(
          new Malformed(
              "the arguments of tool calls have more than "
                  + AnswerToolCalls.MAX_ARGUMENTS_BYTES
                  + " bytes"));
      return;
    }
    finishThinking();
    emitArguments(call, call.add(json));
  }

  private void emitArguments(OpenToolCall call, String json) {
    if (!json.isEmpty()) {
      emitActivity(new ToolArguments(call.id(), json));
    }
  }

  /** The arguments of a tool call are complete. Does nothing if it is ready. */
  public void finishToolCall(OpenToolCall call) {
    if (!call.isReady()) {
      toolCalls.close(call);
      finishThinking();
      emitArguments(call, call.finish());
      emitActivity(new ToolCallReady(call.toPart()));
    }
  }

  /** Returns whether the answer has tool calls, complete or not. */
  public boolean hasToolCalls() {
    return toolCalls.isPresent();
  }

  /** Returns whether the arguments of a tool call are not complete. */
  public boolean hasOpenToolCalls() {
    return toolCalls.hasOpen();
  }

  private void emitActivity(ModelActivity activity) {
    if (isOpen) {
      listener.onActivity(activity);
    }
  }

  /** Forwards half a character for which no other half will come. */
  private void endText() {
    if (textSurrogates.isHolding()) {
      String rest = textSurrogates.drain();
      if (isOpen) {
        answer.add(rest);
        listener.onText(rest);
      }
    }
  }

  public void emitRateLimit(RateLimit limit) {
    if (isOpen) {
      listener.onRateLimit(limit);
    }
  }

  public void emitReadComplete() {
    if (isOpen) {
      listener.onReadComplete();
    }
  }

  /** Ends the call normally. */
  public void complete(FinishReason reason, Usage usage) {
    finishThinking();
    endText();
    boolean isCommentaryAll =
        answer.length() == 0 && !toolCalls.isPresent() && reason != FinishReason.REFUSAL;
    if (isCommentaryAll) {
      Commentary last = commentary.end();
      emitText(last == null ? commentary.all() : last.text());
    } else {
      endCommentary();
    }
    for (OpenToolCall call : toolCalls.open()) {
      finishToolCall(call);
    }
    if (isOpen) {
      isOpen = false;
      isCompleted = true;
      listener.onEnd(reason, usage);
    }
  }

  /** Ends the call with a failure. */
  public void fail(ProviderFailure failure) {
    finishThinking();
    endCommentary();
    if (isOpen) {
      isOpen = false;
      listener.onFailure(failure);
    }
  }

  /** Ends the call without notifying the listener. */
  public void close() {
    isOpen = false;
  }
}
