package dev.firstword.adapters.dialect;

import dev.firstword.core.prompt.ContentPart;

/** A tool call that the model has begun to write. */
public final class OpenToolCall {

  private static final String NO_ARGUMENTS = "{}";

  private final String id;
  private final String name;
  private final StringBuilder arguments = new StringBuilder();
  private final SplitSurrogates surrogates = new SplitSurrogates();
  private boolean isReady;

  OpenToolCall(String id, String name) {
    this.id = id;
    this.name = name;
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  /** Returns whether any of its arguments have arrived. */
  public boolean hasArguments() {
    return !arguments.isEmpty() || surrogates.isHolding();
  }

  /** Returns whether the arguments so far are these. */
  public boolean hasArguments(String json) {
    return arguments.toString().contentEquals(json);
  }

  boolean isReady() {
    return isReady;
  }

  /** Adds a piece of the arguments. Returns it as it can be passed on, possibly empty. */
  String add(String json) {
    String whole = surrogates.join(json);
    arguments.append(whole);
    return whole;
  }

  /** Ends the arguments. Returns their last piece, possibly empty. */
  String finish() {
    isReady = true;
    String rest = surrogates.drain();
    arguments.append(rest);
    return rest;
  }

  /** Returns the call; one without arguments has an empty object. */
  ContentPart.ToolCall toPart() {
    String json = arguments.toString();
    return new ContentPart.ToolCall(id, name, json.isBlank() ? NO_ARGUMENTS : json);
  }
}
