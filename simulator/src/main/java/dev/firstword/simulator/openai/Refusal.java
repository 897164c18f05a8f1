package dev.firstword.simulator.openai;

import org.jspecify.annotations.Nullable;

/** A status with the four members of OpenAI's error object. */
record Refusal(
    int status, String message, String type, @Nullable String param, @Nullable String code) {}
