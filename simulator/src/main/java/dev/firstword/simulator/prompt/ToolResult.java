package dev.firstword.simulator.prompt;

/** The result of a tool call, as the client sent it. */
public record ToolResult(String toolName, String text, boolean isError) {}
