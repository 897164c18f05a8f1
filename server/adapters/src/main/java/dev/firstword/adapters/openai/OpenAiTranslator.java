package dev.firstword.adapters.openai;

import dev.firstword.adapters.dialect.Annotation;
import dev.firstword.adapters.dialect.EventTranslator;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ProviderError;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Translates an answer of chat completions: text with its sources, thinking, tool calls and usage.
 * Sources are reported at the end, because they have no fixed place. An answer is complete at
 * {@code [DONE]}. A stream that ends, breaks or falls silent after its finish reason is complete
 * too, because some servers send nothing more. A refusal sets the finish reason {@code REFUSAL};
 * its text is not part of the answer.
 *
 * <p>Calls may be written in parallel, so all are ready when the answer is complete. Then its
 * thoughts are reported as one. Its encrypted form is the list of {@code reasoning_details}, if
 * there is one, as a JSON text.
 */
public final class OpenAiTranslator extends EventTranslator {

  /** A longer thought, in characters, is not kept to be handed back. */
  private static final int MAX_THOUGHT_LENGTH = 4 * 1024 * 1024;

  /** More annotations, of which most are repeated, are dropped. */
  private static final int MAX_ANNOTATIONS = 1_000;

  private final String model;
  private final ThinkTagSplitter splitter;
  private final ToolCallAssembler toolCalls;
  private final CompletionChunk chunk = new CompletionChunk();
  private final StringBuilder reasoning = new StringBuilder(0);
  private final ReasoningDetails reasoningDetails = new ReasoningDetails();
  private final Set<Annotation> annotations = new LinkedHashSet<>(0);
  private List<Annotation> sources = List.of();
  private int reasoningLength;
  private boolean hasContent;
  private Usage usage = Usage.NONE;

  /**
   * Reports through the gate.
   *
   * @param model the model that was asked, to which alone its thoughts are handed back
   * @param maxEventBytes the maximum data size of one event in bytes
   */
  public OpenAiTranslator(ListenerGate gate, String model, int maxEventBytes) {
    super(gate, maxEventBytes);
    this.model = model;
    this.splitter = new ThinkTagSplitter(gate);
    this.toolCalls = new ToolCallAssembler(gate);
  }

  @Override
  protected void emitText(String text) {
    splitter.read(text);
  }

  @Override
  protected void readObject(String name, byte[] bytes, int offset, int length) throws IOException {
    chunk.read(bytes, offset, length);
    boolean isWholeAnswer = chunk.isMessage() && !hasContent;
    ChunkDelta content = isWholeAnswer ? chunk.message() : chunk.delta();
    hasContent |= content.hasContent();
    emit(content);
    if (!chunk.sources().isEmpty()) {
      sources = List.copyOf(chunk.sources()); // Repeated in every chunk.
    }
    if (chunk.usage() != null) {
      usage = chunk.usage();
    }
    if (chunk.isOnlyText()) {
      learnText(bytes, offset, length, content.textOffset());
    }
    ProviderError error = chunk.error();
    if (error != null) {
      gate.fail(toFailure(error));
      return;
    }
    finish(chunk.finishReason());
    if (isFinished()) {
      splitter.end();
      gate.finishThinking();
    }
    if (isWholeAnswer) {
      complete();
    }
  }

  private void emit(ChunkDelta content) throws IOException {
    collectReasoning(content);
    gate.emitThinkingText(content.reasoning());
    splitter.read(content.text());
    if (!content.refusal().isEmpty()) {
      refuse("");
      splitter.end(); // What the model says about it is not an answer, so it is not shown.
    }
    toolCalls.read(content.toolCalls());
    if (annotations.size() < MAX_ANNOTATIONS) {
      annotations.addAll(content.annotations());
    }
  }

  private void collectReasoning(ChunkDelta content) throws IOException {
    reasoningLength += content.reasoning().length() + content.reasoningDetails().length();
    if (reasoningLength <= MAX_THOUGHT_LENGTH) {
      reasoning.append(content.reasoning());
      if (!content.reasoningDetails().isEmpty()) {
        reasoningDetails.add(content.reasoningDetails());
      }
    }
  }

  @Override
  protected void closeParts() {
    splitter.end();
    emitCitations();
    boolean isEmpty = reasoning.isEmpty() && reasoningDetails.isEmpty();
    if (!isEmpty && reasoningLength <= MAX_THOUGHT_LENGTH) {
      gate.emitThought(
          new Thought(
              model,
              WireJson.replaceLoneSurrogates(reasoning.toString()),
              null,
              reasoningDetails.isEmpty() ? null : reasoningDetails.toJson()));
    }
  }

  /** Sources may arrive before the text that they support, and several times. */
  private void emitCitations() {
    int textStart = splitter.hasThought() ? -1 : 0; // Else the content is more than the answer.
    for (Annotation annotation : annotations.isEmpty() ? sources : annotations) {
      gate.emitCitation(annotation.toCitation(gate.answer(), textStart));
    }
  }

  @Override
  protected Usage usage() {
    return usage;
  }

  @Override
  protected String expectedEnd() {
    return "finish_reason and [DONE]";
  }

  @Override
  protected ProviderFailure toFailure(ProviderError error) {
    return error.toFailure(
        error.status() == 0
            ? "error in mid-stream"
            : "error in mid-stream, as HTTP " + error.status());
  }
}
