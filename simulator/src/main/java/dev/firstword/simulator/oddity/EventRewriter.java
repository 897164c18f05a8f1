package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Rewrites the events of one stream, in their order, or a complete reply. */
interface EventRewriter {

  List<StreamEvent> rewrite(StreamEvent event);

  /** Rewrites a complete reply in place. */
  default void rewriteReply(ObjectNode reply) {}

  /** Returns the bytes of an event as text. */
  default String write(StreamEvent event) {
    return event.text();
  }
}
