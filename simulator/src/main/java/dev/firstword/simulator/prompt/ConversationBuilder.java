package dev.firstword.simulator.prompt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/** Collects the messages of a conversation, and how far its tool calls have come. */
public final class ConversationBuilder {
  private final List<ChatMessage> messages = new ArrayList<>();
  private final List<ToolResult> results = new ArrayList<>();
  private final Map<String, String> toolNames = new HashMap<>();
  private final SequencedSet<String> unansweredCalls = new LinkedHashSet<>();
  private Attachments attachments = Attachments.NONE;
  private int stepsTaken;
  private boolean isInStep;

  /** Adds a message that the user wrote. The tool calls before it belong to an earlier question. */
  public void addUserMessage(String text, Attachments attached) {
    messages.add(new ChatMessage(ChatMessage.Role.USER, text));
    results.clear();
    stepsTaken = 0;
    isInStep = false;
    attachments = attached;
  }

  public void addAssistantMessage(String text) {
    messages.add(new ChatMessage(ChatMessage.Role.ASSISTANT, text));
  }

  /**
   * Adds a tool call. Calls without a result between them belong to one step.
   *
   * @return whether the id is new
   */
  public boolean addToolCall(String id, String toolName) {
    if (!isInStep) {
      isInStep = true;
      stepsTaken++;
    }
    unansweredCalls.add(id);
    return toolNames.put(id, toolName) == null;
  }

  /**
   * Adds the result of a tool call.
   *
   * @return whether a call with that id was waiting for its result
   */
  public boolean addToolResult(String id, String text, boolean isError, Attachments attached) {
    isInStep = false;
    if (!unansweredCalls.remove(id)) {
      return false;
    }
    results.add(new ToolResult(toolNames.getOrDefault(id, id), text, isError));
    messages.add(new ChatMessage(ChatMessage.Role.TOOL, text));
    attachments = attachments.plus(attached);
    return true;
  }

  /** Returns whether a call with the given id has been added. */
  public boolean hasToolCall(String id) {
    return toolNames.containsKey(id);
  }

  /** Returns the ids of the calls that have no result yet, oldest first. */
  public List<String> unansweredCalls() {
    return List.copyOf(unansweredCalls);
  }

  public List<ChatMessage> messages() {
    return messages;
  }

  public Attachments attachments() {
    return attachments;
  }

  public ToolRequest toolRequest(List<ToolDefinition> tools, ToolChoice choice) {
    return new ToolRequest(tools, choice, stepsTaken, results);
  }
}
