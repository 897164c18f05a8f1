package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.provider.ModelActivity.ThoughtCompleted;
import dev.firstword.core.provider.ModelActivity.ToolArguments;
import dev.firstword.core.provider.ModelActivity.ToolCallReady;
import dev.firstword.core.provider.ModelActivity.ToolCallStarted;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.RecordingListener.ListenerCall.Activity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The listener calls of a tool call, and what must be true of any sequence of them. */
public final class ToolCallEvents {

  private ToolCallEvents() {}

  public static ListenerCall started(String id, String name) {
    return new Activity(new ToolCallStarted(id, name));
  }

  public static ListenerCall arguments(String id, String json) {
    return new Activity(new ToolArguments(id, json));
  }

  public static ListenerCall ready(String id, String name, String arguments) {
    return new Activity(new ToolCallReady(new ToolCall(id, name, arguments)));
  }

  /** Returns the calls that became ready. */
  public static List<ToolCall> readyCalls(List<ListenerCall> calls) {
    return calls.stream()
        .filter(call -> call instanceof Activity(ToolCallReady _))
        .map(call -> ((ToolCallReady) ((Activity) call).activity()).call())
        .toList();
  }

  /** Returns the thoughts that are handed back. */
  public static List<ThoughtCompleted> thoughts(List<ListenerCall> calls) {
    return calls.stream()
        .filter(call -> call instanceof Activity(ThoughtCompleted _))
        .map(call -> (ThoughtCompleted) ((Activity) call).activity())
        .toList();
  }

  /**
   * Asserts that every call is started once, that its arguments follow and are those it is ready
   * with, and that it is ready once if the answer ends normally.
   */
  public static void assertToolCallsPaired(List<ListenerCall> calls) {
    Map<String, StringBuilder> open = new HashMap<>();
    Set<String> ids = new HashSet<>();
    for (ListenerCall call : calls) {
      switch (call) {
        case Activity(ToolCallStarted(String id, String _)) -> {
          assertThat(ids.add(id)).as("%s started twice in %s", id, calls).isTrue();
          open.put(id, new StringBuilder());
        }
        case Activity(ToolArguments(String id, String json)) -> {
          assertThat(open).as("arguments in %s", calls).containsKey(id);
          assertThat(json).isNotEmpty();
          open.computeIfPresent(id, (_, written) -> written.append(json));
        }
        case Activity(ToolCallReady(ToolCall ready)) -> {
          assertThat(open).as("ready in %s", calls).containsKey(ready.id());
          String written = String.valueOf(open.remove(ready.id()));
          assertThat(ready.arguments()).isEqualTo(written.isBlank() ? "{}" : written);
        }
        case ListenerCall.End _ -> assertThat(open).as("never ready in %s", calls).isEmpty();
        default -> {}
      }
    }
  }
}
