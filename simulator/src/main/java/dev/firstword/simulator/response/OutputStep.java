package dev.firstword.simulator.response;

import dev.firstword.simulator.tools.ToolCall;

/** One thing that a model writes. */
public sealed interface OutputStep {

  /** Returns the number of tokens that the model generates for this step. */
  int tokens();

  /** A token of the text is sent. */
  record Text(String piece) implements OutputStep {
    @Override
    public int tokens() {
      return 1;
    }
  }

  /** A step of a tool call. Calls are counted from 0. */
  sealed interface OfToolCall extends OutputStep {
    int index();

    ToolCall call();
  }

  /** A tool call begins. */
  record CallStart(int index, ToolCall call) implements OfToolCall {
    @Override
    public int tokens() {
      return call.headTokens();
    }
  }

  /** A piece of a call's arguments is sent. */
  record CallArguments(int index, ToolCall call, int piece) implements OfToolCall {
    @Override
    public int tokens() {
      return call.pieceTokens(piece);
    }

    public String text() {
      return call.pieces().get(piece);
    }
  }

  /** A tool call is complete. */
  record CallEnd(int index, ToolCall call) implements OfToolCall {
    @Override
    public int tokens() {
      return 0;
    }
  }
}
