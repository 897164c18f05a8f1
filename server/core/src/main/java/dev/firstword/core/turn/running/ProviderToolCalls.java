package dev.firstword.core.turn.running;

import dev.firstword.core.answer.ToolWaits;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.provider.ModelActivity.ProviderToolCall;
import dev.firstword.relay.event.ToolState;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.EventLoop;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of tools that the provider runs. Readers see them like their own; nobody is
 * asked to run them. Confined to the turn's loop.
 */
final class ProviderToolCalls {

  /** Longer arguments are not shown. */
  private static final int MAX_SHOWN_ARGUMENTS = 64 * 1024;

  private final Profile profile;
  private final TurnLog log;
  private final EventLoop loop;
  private final ToolWaits waits;
  private final Map<String, OpenCall> open = new LinkedHashMap<>();
  private int started;

  ProviderToolCalls(Profile profile, TurnLog log, EventLoop loop, ToolWaits waits) {
    this.profile = profile;
    this.log = log;
    this.loop = loop;
    this.waits = waits;
  }

  /** A call that has not ended, under an id that no other call of the turn has. */
  private record OpenCall(String id, String name, long startedNanos) {}

  void onActivity(ProviderToolCall activity) {
    OpenCall known = open.get(activity.id());
    OpenCall call = known == null ? start(activity) : known;
    switch (activity.state()) {
      case WRITING -> {}
      case READY -> {
        append(call, ToolState.READY, shown(activity.arguments()));
        append(call, ToolState.RUNNING, null);
        waits.onRunning(call.id(), call.name(), true, call.startedNanos());
      }
      case FINISHED -> end(activity.id(), call, ToolState.FINISHED);
      case FAILED -> end(activity.id(), call, ToolState.FAILED);
    }
  }

  private OpenCall start(ProviderToolCall activity) {
    started++;
    OpenCall call = new OpenCall("provider_" + started, activity.name(), loop.nanoTime());
    open.put(activity.id(), call);
    append(call, ToolState.WRITING, null);
    return call;
  }

  private static @Nullable String shown(@Nullable String arguments) {
    return arguments != null && arguments.length() <= MAX_SHOWN_ARGUMENTS ? arguments : null;
  }

  private void end(String providerId, OpenCall call, ToolState state) {
    open.remove(providerId);
    waits.onEnded(call.id(), state == ToolState.FAILED);
    append(call, state, null);
  }

  /** Writes the end of the calls that have none, because nothing more comes of them. */
  void interrupt() {
    for (OpenCall call : open.values()) {
      waits.onEnded(call.id(), true);
      append(call, ToolState.FAILED, null);
    }
    open.clear();
  }

  private void append(OpenCall call, ToolState state, @Nullable String arguments) {
    log.append(
        new TurnEvent.ToolCall(
            call.id(),
            call.name(),
            ToolCallEvents.label(call.name(), profile),
            state,
            TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - call.startedNanos()),
            arguments,
            null,
            true));
  }
}
