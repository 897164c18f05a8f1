/**
 * OpenAI's Responses API: {@link dev.firstword.adapters.responses.ResponsesDialect} writes
 * requests, {@link dev.firstword.adapters.responses.ResponsesTranslator} reads answers.
 */
@NullMarked
package dev.firstword.adapters.responses;

import org.jspecify.annotations.NullMarked;
