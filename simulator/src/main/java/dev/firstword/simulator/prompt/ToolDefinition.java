package dev.firstword.simulator.prompt;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A tool that a request offers to the model.
 *
 * @param parameters the JSON schema of the tool's arguments
 */
public record ToolDefinition(String name, JsonNode parameters) {}
