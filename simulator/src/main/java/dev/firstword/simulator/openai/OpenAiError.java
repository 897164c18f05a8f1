package dev.firstword.simulator.openai;

import org.jspecify.annotations.Nullable;

/** An API error: the HTTP status and the four members of OpenAI's error object. */
record OpenAiError(
    int status, String message, String type, @Nullable String param, @Nullable String code) {

  OpenAiError withStatus(int otherStatus) {
    return new OpenAiError(otherStatus, message, type, param, code);
  }
}
