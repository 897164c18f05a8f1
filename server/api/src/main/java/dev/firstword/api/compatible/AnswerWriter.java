package dev.firstword.api.compatible;

import dev.firstword.core.direct.AnswerBlock;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;

/** Writes one answer as the server-sent events of an API. Confined to the event loop of a call. */
public interface AnswerWriter {

  /** Writes what precedes all blocks. Called first, once. */
  void start();

  /** A block begins; at most one is open at a time. */
  void open(AnswerBlock block);

  /** The open block grows by this piece. */
  void append(AnswerBlock block, String piece);

  /** The open block is complete. */
  void close(AnswerBlock block);

  /** Writes the end of a complete answer. Called last, unless {@link #fail} is. */
  void end(FinishReason reason, Usage usage, List<AnswerBlock> blocks);

  /** Writes that the answer stays incomplete. Called last, unless {@link #end} is. */
  void fail(CallError error, String requestId);
}
