package dev.firstword.adapters.anthropic;

import dev.firstword.adapters.dialect.EventTranslator;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.OpenToolCall;
import dev.firstword.adapters.dialect.ProviderError;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.provider.ModelActivity.ProviderToolCall;
import dev.firstword.core.provider.ModelActivity.ProviderToolState;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Translates an answer of the Messages API: text with its citations, thinking, tool calls and
 * usage. Everything lasts as long as its block; only one is open at a time, even if its stop was
 * omitted. The blocks of tools that the provider runs are kept as they were written. Unknown blocks
 * and events are ignored.
 */
public final class AnthropicTranslator extends EventTranslator {

  /** A longer thought, in characters, is not kept to be handed back. */
  private static final int MAX_THOUGHT_LENGTH = 4 * 1024 * 1024;

  /** More input of a tool that the provider runs, in characters, is dropped. */
  private static final int MAX_PROVIDER_INPUT_LENGTH = 1024 * 1024;

  private final String model;
  private final boolean hasNotes;
  private final AnthropicUsage usage = new AnthropicUsage();
  private final Set<Long> closedToolCalls = new HashSet<>(0);

  /** The open block; null if there is none, or one that says nothing. */
  private @Nullable OpenBlock openBlock;

  /** Whether the block before the open one was text. */
  private boolean followsText;

  /**
   * Creates a translator whose thoughts are reasoning.
   *
   * @param model the model that was asked, to which alone its thoughts are handed back
   * @param maxEventBytes the maximum data size of one event in bytes
   */
  public AnthropicTranslator(ListenerGate gate, String model, int maxEventBytes) {
    this(gate, model, maxEventBytes, false);
  }

  /**
   * Reports through the gate.
   *
   * @param model the model that was asked, to which alone its thoughts are handed back
   * @param maxEventBytes the maximum data size of one event in bytes
   * @param hasNotes whether a thought with text is a note for the reader, and reasoning has none
   */
  public AnthropicTranslator(ListenerGate gate, String model, int maxEventBytes, boolean hasNotes) {
    super(gate, maxEventBytes);
    this.model = model;
    this.hasNotes = hasNotes;
  }

  private sealed interface OpenBlock {

    /**
     * Text. Citations arrive before or after the text that they belong to.
     *
     * @param start where it begins in the answer
     */
    record OpenText(int start, List<CitedSource> citations) implements OpenBlock {}

    /**
     * A call of a tool that the provider runs.
     *
     * @param input the pieces of the input so far
     */
    record OpenProviderCall(ContentBlock block, StringBuilder input) implements OpenBlock {}

    /** A thought: what is handed back of it. */
    final class OpenThought implements OpenBlock {
      private final StringBuilder text = new StringBuilder();
      private String signature = "";
      private String data = "";
    }

    /**
     * A tool call.
     *
     * @param input the input that the block started with; empty if it follows in pieces
     */
    record OpenCall(OpenToolCall call, long index, String input) implements OpenBlock {}
  }

  @Override
  protected void emitText(String text) {
    if (openBlock != null && !(openBlock instanceof OpenBlock.OpenText) && !text.isEmpty()) {
      closeBlock();
    }
    gate.emitText(text);
  }

  @Override
  protected void readObject(String name, byte[] bytes, int offset, int length) throws IOException {
    MessageEvent event = MessageEvent.read(name, bytes, offset, length, usage);
    ProviderError error = event.error();
    if (event.cacheReport() != null) {
      gate.reportCache(event.cacheReport());
    }
    switch (event.type()) {
      case MessageEvent.BLOCK_DELTA -> {
        readDelta(event);
        if (error == null && event.delta() != null && event.delta().type.equals("text_delta")) {
          learnText(bytes, offset, length, event.delta().textOffset);
        }
      }
      case MessageEvent.BLOCK_START -> {
        if (event.block() != null) {
          startBlock(event.block(), event.index());
        }
      }
      case MessageEvent.BLOCK_STOP -> closeBlock();
      case MessageEvent.MESSAGE_START,
          MessageEvent.MESSAGE_DELTA,
          MessageEvent.MESSAGE_STOP,
          MessageEvent.MESSAGE ->
          event.content().forEach(this::readWholeBlock);
      // ping, and events of later versions.
      default -> {}
    }
    if (error != null) {
      gate.fail(toFailure(error));
      return;
    }
    readStop(event);
  }

  private void readStop(MessageEvent event) {
    if (event.refusalCategory() != null) {
      refuse(event.refusalCategory());
    }
    if (event.stopReason() != null) {
      closeBlock();
      finish(event.stopReason());
    }
    if (event.type().equals(MessageEvent.MESSAGE)) {
      complete();
    } else {
      readName(event.type());
    }
  }

  @Override
  protected void readName(String name) {
    switch (name) {
      case MessageEvent.BLOCK_STOP -> closeBlock();
      case MessageEvent.MESSAGE_STOP -> complete();
      default -> {}
    }
  }

  private void readDelta(MessageEvent event) {
    ContentBlock delta = event.delta();
    if (delta == null) {
      return;
    }
    switch (delta.type) {
      case "text_delta" -> emitText(delta.text);
      case "thinking_delta" -> readThinking(delta);
      case "signature_delta" -> {
        if (openBlock instanceof OpenBlock.OpenThought thought) {
          thought.signature = delta.signature;
        }
      }
      case "citations_delta" -> {
        if (openBlock instanceof OpenBlock.OpenText text) {
          text.citations().addAll(delta.citations);
        } else if (openBlock == null) {
          openBlock = new OpenBlock.OpenText(gate.textLength(), delta.citations);
        }
      }
      case "input_json_delta" -> readArguments(delta.partialJson, event.index());
      default -> {}
    }
  }

  private void readThinking(ContentBlock delta) {
    if (delta.thinking.isEmpty() && delta.estimatedTokens <= 0) {
      return;
    }
    if (!(openBlock instanceof OpenBlock.OpenThought)) {
      openThought(); // Its start was omitted.
    }
    addThinking(delta);
    gate.emitThinkingTokens(delta.estimatedTokens);
  }

  private void openThought() {
    closeBlock();
    gate.startThinking();
    openBlock = new OpenBlock.OpenThought();
  }

  private void addThinking(ContentBlock block) {
    if (hasNotes) {
      gate.emitCommentary(block.thinking); // Which ends the thought that it looked like.
    } else {
      gate.emitThinkingText(block.thinking);
    }
    if (openBlock instanceof OpenBlock.OpenThought thought
        && thought.text.length() <= MAX_THOUGHT_LENGTH) {
      thought.text.append(block.thinking);
      thought.signature = block.signature.isEmpty() ? thought.signature : block.signature;
      thought.data = block.data.isEmpty() ? thought.data : block.data;
    }
  }

  private void readArguments(String json, long index) {
    if (openBlock instanceof OpenBlock.OpenProviderCall(var block, StringBuilder input)) {
      if (input.length() + json.length() <= MAX_PROVIDER_INPUT_LENGTH) {
        input.append(json);
      }
      return;
    }
    boolean isOpen =
        openBlock instanceof OpenBlock.OpenCall open && (index < 0 || index == open.index());
    if (isOpen && openBlock instanceof OpenBlock.OpenCall open) {
      gate.emitToolArguments(open.call(), json);
    } else if (closedToolCalls.contains(index) && !json.isEmpty()) {
      gate.fail(new Malformed("a tool call continues after its end"));
    }
  }

  private void startBlock(ContentBlock block, long index) {
    closeBlock();
    closedToolCalls.remove(index); // Some servers give every block the same index.
    switch (block.type) {
      case "text" -> {
        if (followsText) {
          gate.endTextBlock(); // Handed back as two blocks, since citations belong to one.
        }
        openBlock = new OpenBlock.OpenText(gate.textLength(), block.citations);
        emitText(block.text);
      }
      case "thinking", "redacted_thinking" -> {
        openThought();
        addThinking(block);
      }
      case "tool_use" -> {
        if (!block.name.isBlank()) {
          OpenToolCall call = gate.startToolCall(block.id, block.name);
          openBlock = new OpenBlock.OpenCall(call, index, block.input);
        }
      }
      default -> startProviderBlock(block);
    }
  }

  private void startProviderBlock(ContentBlock block) {
    if (block.isProviderToolCall()) {
      openBlock = new OpenBlock.OpenProviderCall(block, new StringBuilder(0));
      gate.emitProviderToolCall(toolCall(block, ProviderToolState.WRITING, null));
      return;
    }
    if (block.isProviderToolResult()) {
      gate.emitProviderToolCall(
          toolCall(
              block, block.isError ? ProviderToolState.FAILED : ProviderToolState.FINISHED, null));
    }
    if (!block.rawStart.isEmpty()) {
      gate.emitProviderBlock(new ProviderBlock(model, block.rawStart + block.rawEnd));
    }
  }

  private static ProviderToolCall toolCall(
      ContentBlock block, ProviderToolState state, @Nullable String arguments) {
    String id = block.id == null ? block.toolUseId : block.id;
    return new ProviderToolCall(id, block.name, state, arguments);
  }

  private void readWholeBlock(ContentBlock block) {
    startBlock(block, -1);
    closeBlock();
  }

  private void closeBlock() {
    OpenBlock closed = openBlock;
    openBlock = null;
    if (closed != null) {
      followsText = closed instanceof OpenBlock.OpenText;
    }
    switch (closed) {
      case OpenBlock.OpenText(int start, List<CitedSource> citations) -> {
        for (CitedSource source : citations) {
          gate.emitCitation(source.of(start, gate.textLength(), model));
        }
      }
      case OpenBlock.OpenProviderCall(ContentBlock block, StringBuilder pieces) -> {
        String written = pieces.isEmpty() ? block.input : pieces.toString();
        String input = WireJson.isObject(written) ? written : "{}";
        gate.emitProviderToolCall(toolCall(block, ProviderToolState.READY, input));
        if (!block.rawEnd.isEmpty()) {
          gate.emitProviderBlock(new ProviderBlock(model, block.rawStart + input + block.rawEnd));
        }
      }
      case OpenBlock.OpenThought thought -> closeThought(thought);
      case OpenBlock.OpenCall open -> {
        if (!open.call().hasArguments()) {
          gate.emitToolArguments(open.call(), open.input());
        }
        gate.finishToolCall(open.call());
        if (open.index() >= 0) {
          closedToolCalls.add(open.index());
        }
      }
      case null -> {}
    }
  }

  /** A thought without any text and without a signature is nothing that could be handed back. */
  private void closeThought(OpenBlock.OpenThought thought) {
    gate.finishThinking();
    boolean isEmpty =
        thought.text.isEmpty() && thought.signature.isEmpty() && thought.data.isEmpty();
    if (!isEmpty && thought.text.length() <= MAX_THOUGHT_LENGTH) {
      gate.emitThought(
          new Thought(
              model,
              WireJson.replaceLoneSurrogates(thought.text.toString()),
              thought.signature.isEmpty() ? null : thought.signature,
              thought.data.isEmpty() ? null : thought.data));
    }
  }

  @Override
  protected void closeParts() {
    closeBlock();
  }

  @Override
  protected Usage usage() {
    return usage.toUsage();
  }

  @Override
  protected String expectedEnd() {
    return "message_stop";
  }

  @Override
  protected ProviderFailure toFailure(ProviderError error) {
    String name = error.name() == null ? "unknown" : error.name();
    return error.toFailure("error event in mid-stream, " + name);
  }
}
