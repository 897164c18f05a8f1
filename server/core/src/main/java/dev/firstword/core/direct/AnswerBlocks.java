package dev.firstword.core.direct;

import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.routing.RoutedCallListener;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Orders the events of a model call into blocks, as clients of provider-compatible APIs expect
 * them: one open block at a time, without gaps. Providers may interleave the arguments of parallel
 * tool calls; a later block is held back until the ones before it are complete. Confined to the
 * event loop of the call.
 */
final class AnswerBlocks implements RoutedCallListener {

  private final BlockListener listener;
  private final List<AnswerBlock> blocks = new ArrayList<>();
  private final Map<String, AnswerBlock> toolCalls = new HashMap<>();
  private boolean isThoughtEnding;

  /** How many blocks have been closed towards the listener. */
  private int closed;

  private boolean isOpen;

  AnswerBlocks(BlockListener listener) {
    this.listener = listener;
  }

  @Override
  public void onModel(ChosenModel model) {
    listener.onModel(model.name());
  }

  /** Clients of these APIs know rate limits, and send a request again by themselves. */
  @Override
  public boolean waitsForRoom() {
    return false;
  }

  @Override
  public void onText(String text) {
    AnswerBlock last = growing(AnswerBlock.Kind.TEXT);
    append(last == null ? begin(AnswerBlock.text(blocks.size())) : last, text);
  }

  @Override
  public void onActivity(ModelActivity activity) {
    switch (activity) {
      case ModelActivity.ThinkingText(String text) -> {
        AnswerBlock last = isThoughtEnding ? null : growing(AnswerBlock.Kind.THOUGHT);
        append(last == null ? beginThought() : last, text);
      }
      case ModelActivity.ThinkingFinished _ -> isThoughtEnding = true;
      case ModelActivity.ThoughtCompleted(Thought thought) -> onThought(thought);
      case ModelActivity.ToolCallStarted(String id, String name) -> beginToolCall(id, name);
      case ModelActivity.ToolArguments(String id, String json) -> {
        AnswerBlock call = toolCalls.get(id);
        if (call != null) {
          append(call, json);
        }
      }
      case ModelActivity.ToolCallReady(ToolCall call) -> onToolCall(call);
      case ModelActivity.ThinkingStarted _,
          ModelActivity.ThinkingTokens _,
          ModelActivity.ProviderToolCall _,
          ModelActivity.ProviderBlockCompleted _,
          ModelActivity.Cited _,
          ModelActivity.TextBlockEnded _,
          ModelActivity.FinalAnswerStarted _,
          ModelActivity.CommentaryText _,
          ModelActivity.CommentaryCompleted _,
          ModelActivity.Declined _ -> {
        // No API has an event for a thought that shows nothing, and the others are not passed on.
      }
    }
  }

  private AnswerBlock beginThought() {
    isThoughtEnding = false;
    return begin(AnswerBlock.thought(blocks.size()));
  }

  private void onThought(Thought thought) {
    AnswerBlock last = growing(AnswerBlock.Kind.THOUGHT);
    if (last == null && isShown()) {
      onLateThought(thought);
      return;
    }
    AnswerBlock block = last == null ? beginThought() : last;
    isThoughtEnding = false;
    if (block.isEmpty() && !thought.text().isEmpty()) {
      append(block, thought.text());
    }
    complete(block, thought);
  }

  /** Returns whether there is a thought that was shown, but not yet in its provider's form. */
  private boolean isShown() {
    return blocks.stream()
        .anyMatch(block ->
            block.kind() == AnswerBlock.Kind.THOUGHT
                && block.thought() == null
                && !block.isEmpty());
  }

  /**
   * Providers of chat completions sum up their thoughts at the end of the answer. Readers have the
   * text; what only the provider can read follows in a block of its own.
   */
  private void onLateThought(Thought thought) {
    if (thought.signature() != null || thought.encrypted() != null) {
      complete(beginThought(), thought);
    }
  }

  private AnswerBlock beginToolCall(String id, String name) {
    AnswerBlock call = begin(AnswerBlock.toolCall(blocks.size(), id, name));
    toolCalls.put(id, call);
    return call;
  }

  private void onToolCall(ToolCall ready) {
    AnswerBlock started = toolCalls.get(ready.id());
    AnswerBlock call = started == null ? beginToolCall(ready.id(), ready.name()) : started;
    if (call.isEmpty() && !ready.arguments().isEmpty()) {
      append(call, ready.arguments());
    }
    complete(call, null);
  }

  @Override
  public void onPassthrough(PassthroughPart part) {
    listener.onPassthrough(part);
  }

  @Override
  public void onRefusal(int status, byte[] body) {
    listener.onRefusal(status, body);
  }

  @Override
  public void onReadComplete() {
    listener.onReadComplete();
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    blocks.forEach(block -> block.complete(block.thought()));
    deliver();
    listener.onEnd(reason, usage, blocks);
  }

  /** Closes what is open of an answer that stays incomplete, and returns all of its blocks. */
  List<AnswerBlock> breakOff() {
    blocks.forEach(block -> block.complete(block.thought()));
    deliver();
    return List.copyOf(blocks);
  }

  /** An answer without text is an answer here, as it is at the providers. */
  @Override
  public void onFailure(ProviderFailure failure) {
    if (failure instanceof ProviderFailure.Empty(boolean isDeclined)) {
      onEnd(isDeclined ? FinishReason.REFUSAL : FinishReason.STOP, Usage.NONE);
    } else {
      listener.onFailure(failure);
    }
  }

  /** Returns the last block if it is of this kind and not complete. */
  private @Nullable AnswerBlock growing(AnswerBlock.Kind kind) {
    AnswerBlock last = blocks.isEmpty() ? null : blocks.getLast();
    return last != null && last.kind() == kind && !last.isComplete() ? last : null;
  }

  /** Adds a block. A text or a thought before it is complete with that. */
  private AnswerBlock begin(AnswerBlock block) {
    AnswerBlock last = blocks.isEmpty() ? null : blocks.getLast();
    if (last != null && last.kind() != AnswerBlock.Kind.TOOL_CALL) {
      last.complete(last.thought());
    }
    blocks.add(block);
    deliver();
    return block;
  }

  private void append(AnswerBlock block, String piece) {
    block.append(piece);
    if (isOpen && block.index() == closed) {
      listener.onAppended(block, piece);
    }
  }

  private void complete(AnswerBlock block, @Nullable Thought thought) {
    block.complete(thought);
    deliver();
  }

  /** Delivers what the first block that is not closed, and those after it, allow. */
  private void deliver() {
    while (closed < blocks.size()) {
      AnswerBlock block = blocks.get(closed);
      if (!isOpen) {
        isOpen = true;
        listener.onOpened(block);
        if (!block.isEmpty()) {
          listener.onAppended(block, block.content());
        }
      }
      if (!block.isComplete()) {
        return;
      }
      isOpen = false;
      closed++;
      listener.onClosed(block);
    }
  }
}
