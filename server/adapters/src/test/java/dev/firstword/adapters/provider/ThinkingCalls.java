package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.provider.ModelActivity.ThinkingFinished;
import dev.firstword.core.provider.ModelActivity.ThinkingStarted;
import dev.firstword.core.provider.ModelActivity.ThinkingText;
import dev.firstword.core.provider.ModelActivity.ThinkingTokens;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.RecordingListener.ListenerCall.Activity;
import java.util.List;

/** The listener calls of a thought, and what must be true of any sequence of them. */
public final class ThinkingCalls {

  public static final ListenerCall STARTED = new Activity(new ThinkingStarted());
  public static final ListenerCall FINISHED = new Activity(new ThinkingFinished());

  private ThinkingCalls() {}

  public static ListenerCall thought(String text) {
    return new Activity(new ThinkingText(text));
  }

  public static ListenerCall tokens(long tokens) {
    return new Activity(new ThinkingTokens(tokens));
  }

  /**
   * Asserts that every thought is started and finished once, that its text and tokens come between,
   * and that no text of the answer does.
   */
  public static void assertPaired(List<ListenerCall> calls) {
    boolean isThinking = false;
    for (ListenerCall call : calls) {
      if (call.equals(STARTED)) {
        assertThat(isThinking).as("started twice in %s", calls).isFalse();
        isThinking = true;
      } else if (call.equals(FINISHED)) {
        assertThat(isThinking).as("finished before it was started in %s", calls).isTrue();
        isThinking = false;
      } else {
        assertThat(isThinking).as("at %s in %s", call, calls).isEqualTo(isThinking(call));
      }
    }
    assertThat(isThinking).as("never finished in %s", calls).isFalse();
  }

  private static boolean isThinking(ListenerCall call) {
    return call instanceof Activity(ThinkingText _) || call instanceof Activity(ThinkingTokens _);
  }
}
