package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Repeats the id, the type and the name of a tool call in each of its chunks. */
final class RepeatedToolFields implements EventRewriter {
  private final Map<Integer, ObjectNode> heads = new HashMap<>();

  @Override
  public List<StreamEvent> rewrite(StreamEvent event) {
    ObjectNode json = event.json().orElse(null);
    if (json == null || !(json.at("/choices/0/delta/tool_calls/0") instanceof ObjectNode call)) {
      return List.of(event);
    }
    ObjectNode head = heads.computeIfAbsent(call.path("index").intValue(), _ -> call.deepCopy());
    call.set("id", head.path("id"));
    call.set("type", head.path("type"));
    if (call.path("function") instanceof ObjectNode function) {
      function.set("name", head.path("function").path("name"));
    }
    return List.of(event.withJson(json));
  }
}
