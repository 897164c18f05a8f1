package dev.firstword.core.direct;

import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;

/**
 * Receives an answer as a sequence of blocks, of which at most one is open at a time, on the event
 * loop of its call. Exactly one of {@link #onEnd} and {@link #onFailure} is called, last.
 */
public interface BlockListener {

  /** A model was chosen. Called again when another one answers instead. */
  void onModel(String name);

  /** A block begins. */
  void onOpened(AnswerBlock block);

  /**
   * The open block grows.
   *
   * @param piece never empty
   */
  void onAppended(AnswerBlock block, String piece);

  /** The open block is complete. */
  void onClosed(AnswerBlock block);

  /** A part of an answer in the provider's own form, of which no blocks are reported. */
  void onPassthrough(PassthroughPart part);

  /** The provider refused a request in the client's form with these words; the failure follows. */
  void onRefusal(int status, byte[] body);

  /** Everything from one network read has been delivered. */
  void onReadComplete();

  /** The answer is complete. */
  void onEnd(FinishReason reason, Usage usage, List<AnswerBlock> blocks);

  /** The call failed; the blocks delivered before remain valid. */
  void onFailure(ProviderFailure failure);
}
